/** Messages of `cli/`. */
export const cli: Readonly<Record<string, string>> = {
  "looked at": "已查看",
  "note: {0}": "注意：{0}",
  "{0}: {1}: {2} in the released version, {3} not in it, {4} not looked at.":
    "{0}：{1}：{2} 个在线上版本中，{3} 个不在，{4} 个未查看。",
  '--pages asks WeChat, which only --live does; write "check --live --pages".':
    '--pages 要询问微信，而只有 --live 才会询问；请写成 "check --live --pages"。',
};
