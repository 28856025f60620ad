/** Messages of `cli/export-codes/`, also those of its options. */
export const exportCodes: Readonly<Record<string, string>> = {
  // command-line.ts
  "write a picture of each declared rule's QR code, for print, without credentials":
    "为每条声明的规则写出供印刷的二维码图片，不需要凭据",
  "where to put the pictures and index.csv": "图片和 index.csv 放在哪里",
  "a picture each, or sheets": "每条规则一张图片，或排成整页",
  "the side of a code with its quiet zone, e.g. 30mm, 3cm or 1.2in": "码的边长，含四周留白，例如 30mm、3cm 或 1.2in",
  "how much of a code may be damaged": "纠错等级：码可以损坏多少",
  'leave out rules with "published: false"': "不含 published: false 的规则",
  "write this below each code, with svg and pdf": "在每个码下方写上此项，用于 svg 和 pdf",
  "the font of the labels of pdf, if the one of this machine will not do": "pdf 文字所用的字体，本机字体不合适时使用",

  // export-codes.ts
  "a file of this command": "此命令写出的文件",
  "a table of this command": "此命令写出的表格",
  "Wrote {0} of {1} mm and {2} to {3}.": "已写入 {3}：{0}，边长 {1} mm，以及 {2}。",
  "{0} QR code": "{0} 个二维码",
  "--account {0}: no rule of {1} belongs to it; name another account.":
    "--account {0}：{1} 中没有属于它的规则；请写另一个账号。",
  '{0}: none of {1} has "published: true"; leave --only published out.':
    "{0}：{1}中没有一条是 published: true；请去掉 --only published。",
  "{0}: no prefix fits into a QR code with --error-correction {1}; nothing was written. Choose a lower level, or shorter prefixes.":
    "{0}：没有前缀能以 --error-correction {1} 放进二维码；没有写入任何文件。请选择更低的等级，或更短的前缀。",
  "Not published, so a scan opens nothing for the public: {0} ({1}).": "未发布，普通用户扫码打不开：{0}（{1}）。",
  "Also matches longer addresses, but the code has the prefix alone: {0} ({1}).":
    "也匹配更长的地址，而码中只有前缀本身：{0}（{1}）。",
  'Too long for its place, and cut with "…": {0}.': "文字太长，以“…”截断：{0}。",
  "{0} label": "{0} 处文字",
  "warning: hard to scan in print, because the modules are smaller than {0} mm: {1}. Use --size {2}mm or more.":
    "警告：码点小于 {0} mm，印出后难以扫描：{1}。请用 --size {2}mm 或更大。",

  // fonts.ts
  "No font of this machine was found that has all of {0}, which the labels need; nothing was written. Name one with --font FILE, e.g. Noto Sans SC.":
    "本机没有找到含有 {0} 的字体，而文字需要它们；没有写入任何文件。请用 --font FILE 指定一个字体，例如 Noto Sans SC。",
  "--font {0} is not a font that can be put into a PDF; nothing was written. Name a ttf, otf or ttc file.":
    "--font {0} 不是可以放入 PDF 的字体；没有写入任何文件。请写一个 ttf、otf 或 ttc 文件。",
  "--font {0} lacks {1}, which the labels need; nothing was written. Name another font.":
    "--font {0} 缺少文字需要的 {1}；没有写入任何文件。请写另一个字体。",

  // options.ts
  "--size {0} is not a length; write a number and mm, cm or in, e.g. {1}.":
    "--size {0} 不是长度；请写数字加 mm、cm 或 in，例如 {1}。",
  "--size {0} is too small or too large for a printed code; write {1}mm to {2}mm.":
    "--size {0} 对印刷的码来说太小或太大；请写 {1}mm 到 {2}mm。",
  "--out is empty; name a folder.": "--out 为空；请写一个文件夹。",
  "--out - would be stdout, but this writes many files; name a folder.":
    "--out - 表示标准输出，而此命令写出多个文件；请写一个文件夹。",
  "--label is for svg and pdf, and png has no text; leave it out, or choose another --format.":
    "--label 用于 svg 和 pdf，png 没有文字；请去掉它，或换一个 --format。",
  "--font is for the labels of pdf; leave it out, or add --format pdf and --label.":
    "--font 用于 pdf 的文字；请去掉它，或加上 --format pdf 和 --label。",

  // pictures.ts
  "--size {0} does not fit on A4 with its crop marks; write at most {1}mm, or choose svg.":
    "--size {0} 连同裁切线放不进 A4；请最多写 {1}mm，或改用 svg。",

  // writing.ts
  "{0} Written before: {1} of {2}.": "{0}此前已写入 {1}，共 {2} 个。",
  "{0} file": "{0} 个文件",
};
