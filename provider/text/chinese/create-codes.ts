/** Messages of create-codes. */
export const createCodes: Readonly<Record<string, string>> = {
  "{0} An account can have 100,000 ever: WeChat takes none back, and does not say how many are left.":
    "{0}一个账号总共只能有 100,000 个：微信不收回，也不告知还剩多少。",
  "{0} and makes no code twice.": "{0}，不会重复生成任何码。",
  "{0} and makes no code twice, except perhaps that of scene {1}, which {2} remembers.":
    "{0}，不会重复生成任何码，只有场景值 {1} 的码可能会再生成一次（记录在 {2} 中）。",
  "{0} cannot be read ({1}); it has codes that were made: fix its permissions.":
    "无法读取 {0}（{1}）；其中有已生成的码：请修正它的权限。",
  "{0} cannot be written ({1}); make room, or fix its permissions.":
    "无法写入 {0}（{1}）；请腾出空间，或修正它的权限。",
  "{0} has no row below its first one; write a row for each code.": "{0} 的第一行之下没有内容；请每个码写一行。",
  "{0} permanent code": "{0} 个永久码",
  "{0} scene": "{0} 个场景值",
  "{0} temporary code": "{0} 个临时码",
  "{0} The code of scene {1} was made and has this prefix, which is on no disk: {2}":
    "{0}场景值 {1} 的码已生成，它的前缀没有写到磁盘上：{2}",
  "{0} They stop working at about {1}Z.": "{0}它们大约在 {1}Z 失效。",
  "{0} WeChat may have made a code for scene {1} that nobody knows.":
    "{0}微信可能已为场景值 {1} 生成了一个无人知道的码。",
  "{0} will be made in WeChat.": "将在微信中生成 {0}。",
  "{0} will be made in WeChat for {1}.": "将在微信中为 {1} 生成 {0}。",
  "{0}: added {1} with new codes.": "{0}：添加了 {1}，各带一个新码。",
  "{0}:{1} cannot be read; the file has codes that were made and may be nowhere else: repair that line, or move the file away and keep it.":
    "无法读取 {0}:{1}；该文件记录了已生成的码，别处可能没有：请修复这一行，或把文件移走并保存好。",
  '"wechat-qr-jump export-codes" writes their pictures; the next "pulumi up" makes the rules in WeChat.':
    "用 wechat-qr-jump export-codes 导出它们的图片；下一次 pulumi up 在微信中添加这些规则。",
  "--expires {0} is not a span of at most 30 days; write 30d, 12h or 45m.":
    "--expires {0} 不是 30 天以内的时长；请写成 30d、12h 或 45m。",
  "--from {0} is a rules file of the stack: wechat-qr-jump:rulesFiles names it; put the table elsewhere.":
    "--from {0} 是栈的规则文件：wechat-qr-jump:rulesFiles 指向了它；请把表格放到别处。",
  "--from and --file name the same file; the rules go into a file of their own.":
    "--from 与 --file 指的是同一个文件；规则要写入单独的文件。",
  "account cannot be here: one run makes codes of one account; remove it, and name the account with --account":
    "account 不能写在这里：一次只为一个账号生成码；请删除它，用 --account 指定账号",
  "Already in the rules of the stack: {0} of the table.": "表格中已有规则的：{0}。",
  "An unfinished run has made codes for another account ({0}), which are in {1}; finish it first, with the same --account and settings.":
    "一次没有完成的运行为另一个账号（{0}）生成了码，记录在 {1} 中；请先用同样的 --account 和设置完成它。",
  "Another create-codes is writing {0}; wait for it, then run this again.":
    "另一个 create-codes 正在写 {0}；等它结束后再运行。",
  "create-codes writes to WeChat, and nobody can be asked here; add --yes, or --dry-run to see what it would make.":
    "create-codes 会写入微信，而这里无法询问任何人；请加上 --yes，或用 --dry-run 查看将要生成什么。",
  "expires cannot be here: it follows from --expires; remove it": "expires 不能写在这里：它由 --expires 得出；请删除它",
  "Made by an earlier run, and written to {0} by this one: {1}.": "此前的运行已生成、本次写入 {0} 的：{1}。",
  "Waiting for another create-codes to end.": "正在等待另一个 create-codes 结束。",
  "Make them?": "生成吗？",
  "name {0} is that of the rule {1}; give each rule its own": "名称 {0} 已是规则 {1} 的名称；请给每条规则各起一个",
  "Not made: {0}. Run the same command again: it goes on there": "未生成：{0}。请再次运行同一命令：它会从这里继续",
  "Nothing is lost: {0} has {1}. Run the same command again when that is mended.":
    "没有丢失：{1}记录在 {0} 中。问题解决后请再次运行同一命令。",
  "Nothing to make: the stack has a rule for {0} of the table.": "没有要生成的码：表格中的 {0}在栈中都已有规则。",
  "Nothing was made.": "没有生成任何码。",
  "Nothing was made: this was a dry run.": "没有生成任何码：这是一次试运行。",
  "prefix is what WeChat gives each new code; remove it, or write this rule into a rules file":
    "prefix 由微信为每个新码给出；请删除它，或把这条规则写进规则文件",
  "Publishing the rules takes {0}; WeChat gives an account about 100 a month.":
    "发布这些规则要用掉 {0}；微信每月给一个账号大约 100 次。",
  "scene {0} is already at {1}; give each code its own": "场景值 {0} 已在 {1}；请给每个码各写一个",
  "Scene {0}: its code was asked for again after an answer was lost or a refusal, so the account may have one more that nobody knows.":
    "场景值 {0}：有一次回答丢失或被拒绝，之后再次请求了它的码，因此账号可能多出一个无人知道的码。",
  "Scene {0}: the answer to an earlier run was lost, so a code that nobody knows may have been made for it.":
    "场景值 {0}：此前一次运行的回答丢失了，可能已为它生成了一个无人知道的码。",
  "Scene {0}: WeChat gave it the code {1}, which another rule of the stack has; nothing was added for it.":
    "场景值 {0}：微信给出的码是 {1}，栈中另一条规则已经有它；没有为这个场景值添加规则。",
  "scene is missing; write 1 to 64 characters that no other code has, e.g. door-17":
    "缺少 scene；请写 1 到 64 个字符，不与其他码相同，例如 door-17",
  "The rules with these scenes open something else than the table says, and stay as they are: {0}.":
    "这些场景值的规则所打开的与表格不同，保持原样：{0}。",
  "This computer was asleep or too busy, so that another run may have begun.":
    "这台计算机曾休眠或过于繁忙，其间可能有另一次运行已经开始。",
  "make a service account's QR codes from a table, and a rule for each; this writes to WeChat":
    "按表格生成服务号的二维码，并为每个码写一条规则；会写入微信",
  "a CSV file with a scene and the fields of a rule in each row": "CSV 文件，每行有一个场景值和一条规则的字段",
  "the rules file to write the rules into, .yaml or .csv": "写入规则的规则文件，.yaml 或 .csv",
  "make temporary codes that work so long, e.g. 30d; by default they are permanent":
    "生成在这段时间内有效的临时码，例如 30d；默认生成永久码",
  "only say what would be made": "只说明将生成什么",
  "make them without asking": "不询问，直接生成",
  "create-codes was broken off, and made codes may have no rule yet; run the same command again":
    "create-codes 中断了，已生成的码可能还没有规则；请再次运行同一命令",
};
