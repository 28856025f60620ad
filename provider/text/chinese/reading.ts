/** Messages of `reading/` and `program.ts`. */
export const reading: Readonly<Record<string, string>> = {
  'this is read as an alias, and no anchor before it has its name; put quotes around a text that begins with "*"':
    "这里会被读作别名，但前面没有同名的锚点；以“*”开头的文本请加引号",
  "the aliases of this file multiply its values beyond all measure, and Pulumi refuses that; write the values out":
    "此文件中的别名使值的数量急剧膨胀，Pulumi 会拒绝；请把值直接写出来",
  "an alias is inside of what it stands for, which has no end; write the value out":
    "别名位于它自己所代表的内容之内，没有尽头；请把值直接写出来",
  'the stack\'s config takes {0} of the {1} KiB that Pulumi can hand over, and beyond them every command fails with "argument list too long"; move the rules to files of their own and name those in the config: wechat-qr-jump:rulesFiles: [rules/*.yaml]':
    "栈配置已占 {0} KiB，而 Pulumi 最多能传递 {1} KiB，超过之后每条命令都会以“argument list too long”失败；请把规则移到单独的文件，并在配置中写明：wechat-qr-jump:rulesFiles: [rules/*.yaml]",
  'this is not a rule; write "prefix:" and "path:" in it': "这不是规则；请在其中写“prefix:”和“path:”",
  "{0}: there are no rules; {1}": "{0}：没有规则；{1}",
  "no rule is in {0}: it is empty, or its files are": "{0} 中没有规则：它是空的，或它的文件是空的",
  "{0} is empty": "{0} 是空的",
  '{0}: {1}; {2} To delete every rule of the stack in WeChat run "pulumi destroy".':
    "{0}：{1}；{2}要在微信中删除该栈的全部规则，请运行“pulumi destroy”。",
  'write under "config:", as a list:': "请在“config:”之下写成列表：",
  "or name files that have such lists:": "或指定含有这种列表的文件：",
  "{0} is not a list; {1}": "{0} 不是列表；{1}",
  '{0} is not a list of files; write {1}: [rules/*.yaml], with quotes around what begins with "*" or "!"':
    "{0} 不是文件列表；请写 {1}: [rules/*.yaml]，以“*”或“!”开头的条目要加引号",
  "prefix {0} is already at {1}; keep one of the two": "prefix {0} 已在 {1} 出现；请只保留其中一个",
  "name {0} is already at {1}; give each rule its own": "name {0} 已在 {1} 出现；请给每条规则不同的名称",
  "{0} and {1} ({2}) are the same address, and WeChat does not say which of the two its codes open; keep one":
    "{0} 与 {1}（{2}）是同一个地址，微信没有说明扫码会打开哪一个；请只保留一个",
  "the stack has {0} link rules, but a mini program can have at most {1}; remove {2}, or move them to the stack of another mini program":
    "该栈有 {0} 条链接规则，而一个小程序最多只能有 {1} 条；请移除 {2} 条，或移到另一个小程序的栈",
  "the first link rule at {0}": "第一条链接规则在 {0}",
  "the first service-account rule at {0}": "第一条服务号规则在 {0}",
  "the stack has {0} service-account and {1} link rules ({2}), but those belong to a service account and these to a mini program, and a stack without wechat-qr-jump:accounts has one account; name both there, or give each kind a stack of its own":
    "该栈有 {0} 条服务号规则和 {1} 条链接规则（{2}），但前者属于服务号，后者属于小程序，而没有 wechat-qr-jump:accounts 的栈只有一个账号；请把两个账号都写在那里，或把两类规则分到各自的栈",
  "account {0} has {1} link rules, but a mini program can have at most {2}; remove {3}, or move them to another mini program":
    "账号 {0} 有 {1} 条链接规则，而一个小程序最多只能有 {2} 条；请移除 {3} 条，或移到另一个小程序",
  "account {0} has {1} service-account and {2} link rules ({3}), but those belong to a service account and these to a mini program; give each kind an account of its own":
    "账号 {0} 有 {1} 条服务号规则和 {2} 条链接规则（{3}），但前者属于服务号，后者属于小程序；请把两类规则分到各自的账号",
  "account must be text, the name of an account or its app id": "account 必须是文本：账号的名称或它的 AppID",
  "{0} is not published, but takes its codes from the published {1} ({2}), so that they open nothing for the public":
    "{0} 未发布，却会从已发布的 {1}（{2}）抢走它的码，普通用户扫这些码将打不开任何页面",
  '{0}; publish it, remove it, or set "wechat-qr-jump:allowShadowing" to true':
    "{0}；请发布它、移除它，或把“wechat-qr-jump:allowShadowing”设为 true",
  "a longer rule takes over codes of {0} as soon as it is added: {1}":
    "有一条更长的规则，一经新增就会接管 {0} 的码：{1}",
  "{0} longer rules take over codes of {1} as soon as they are added: {2}":
    "有 {0} 条更长的规则，一经新增就会接管 {1} 的码：{2}",
  'write "- prefix: …" and "  path: …" for each rule, or the same list under "rules:"':
    "每条规则请写“- prefix: …”和“  path: …”，也可以把这样的列表写在“rules:”之下",
  "{0} is a folder; write {1}": "{0} 是目录；请写 {1}",
  "there is no file {0} in {1}": "{1} 中没有文件 {0}",
  "{0}, which {1} names, cannot be read ({2})": "{1} 所指的 {0} 无法读取（{2}）",
  "no file in {0} matches {1}": "{0} 中没有文件与 {1} 匹配",
  "this file cannot be read": "此文件无法读取",
  'this is a file of Pulumi, not of rules; write "!Pulumi*.yaml" into rulesFiles to leave it out':
    '这是 Pulumi 的文件，不是规则文件；请在 rulesFiles 中写 "!Pulumi*.yaml" 把它排除',
  "this file is empty; {0}, write [] for no rules, or remove the file":
    "此文件是空的；{0}；没有规则请写 []，或删除此文件",
  "this is not a list of rules; {0}": "这不是规则列表；{0}",
  "rules is not a list; {0}": "rules 不是列表；{0}",
  "{0} is not known in a rules file; did you mean {1}?": "规则文件中不能写“{0}”；是不是想写 {1}？",
  "{0} is not known in a rules file; {1}": "规则文件中不能写“{0}”；{1}",
  "the stack's config": "栈配置",
  "{0} lies where {1} looks, but no entry of rulesFiles matches it, and rules that are not read are deleted in WeChat; rename it, write it into rulesFiles, move it elsewhere, or leave it out with {2} in rulesFiles":
    "{0} 位于 {1} 的查找范围内，但 rulesFiles 没有条目与它匹配，而没有读到的规则会在微信中被删除；请改名、把它写进 rulesFiles、移到别处，或在 rulesFiles 中用 {2} 把它排除",
  "{0} lie where {1} looks, but no entry of rulesFiles matches them, and rules that are not read are deleted in WeChat; rename them, write them into rulesFiles, move them elsewhere, or leave them out with entries such as {2} in rulesFiles":
    "{0} 位于 {1} 的查找范围内，但 rulesFiles 没有条目与它们匹配，而没有读到的规则会在微信中被删除；请改名、把它们写进 rulesFiles、移到别处，或在 rulesFiles 中用 {2} 这样的条目把它们排除",
  "this is not valid YAML ({0}); correct it": "这里不是有效的 YAML（{0}）；请改正",
  "Pulumi reads {0} as a date or a number and changes it; put quotes around it":
    "Pulumi 会把 {0} 当作日期或数字而改变它；请加引号",
  "the key {0} is there twice; keep one": "键 {0} 出现了两次；请只保留一个",
  "YAML is indented with blanks, not with tabs; write blanks": "YAML 用空格缩进，不能用制表符；请改成空格",
  "a file has one document; remove the --- and make one list": "一个文件只能有一个文档；请删除 ---，合并成一个列表",
  "this is not valid YAML; correct it": "这里不是有效的 YAML；请改正",

  // rules-table.ts, table-source.ts
  "a quote is opened and never closed; close it, or remove it": "引号没有配对；请补上，或去掉它",
  "this is not a table (CSV); a cell with quotes, line breaks or {0} in it needs quotes around it, and each quote in it twice":
    "这不是表格（CSV）；含有引号、换行或 {0} 的单元格要用引号括起来，其中的每个引号写两次",
  "this table is empty; write the fields into its first row, e.g. prefix,path, and a rule into each row below, or remove the file":
    "这个表格是空的；请在第一行写字段，如 prefix,path，其下每行一条规则，或移除这个文件",
  "this column has no name; write one of {0}, or a name that begins with x-":
    "这一列没有名称；请写下列之一：{0}，或以 x- 开头的名称",
  "the column {0} is there twice; keep one": "列 {0} 出现了两次；请只保留一列",
  "{0} is not a field of a rule; the fields are {1}, and a column for people begins with x-":
    "规则没有 {0} 这个字段；现有的字段是 {1}，给人看的列以 x- 开头",
  "{0} is not a field of a rule; did you mean {1}?": "规则没有 {0} 这个字段；是不是想写 {1}？",
  "this row has more cells than the first row has names; put quotes around a cell that has a separator in it":
    "这一行的单元格比第一行的名称多；含有分隔符的单元格请用引号括起来",
  "{0} is below {1} ({2}) of account {3}, which permits others no rules below it; write permitSubRule: true there, or give both rules the same account":
    "{0} 在账号 {3} 的 {1}（{2}）之下，而它不允许别人在其下设规则；请在那里写 permitSubRule: true，或让两条规则属于同一个账号",
  "{0} has question marks alone: the table was saved without its Chinese; save it again as UTF-8":
    "{0} 只有问号：保存表格时丢失了中文；请重新保存为 UTF-8",
};
