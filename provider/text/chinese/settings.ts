/** Messages of `settings/`. */
export const settings: Readonly<Record<string, string>> = {
  '{0}{1} names {2}, which other users of this machine may read; run "chmod 600 {3}".':
    '{0}{1} 指向的 {2} 可被本机其他用户读取；请运行 "chmod 600 {3}"。',
  "Of {0} only one may be set, in the stack's config or in the environment; remove the others.":
    "{0} 在栈配置或环境变量中只能设置其中一个；请移除其余的。",
  'One of {0} is missing ({1} needs it); run "pulumi config set {2}:{3} COMMAND" or set {4}.':
    '缺少 {0} 之一（{1} 需要它）；请运行 "pulumi config set {2}:{3} COMMAND"，或设置 {4}。',
};
