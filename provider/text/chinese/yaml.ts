/** What the YAML parser says of common mistakes, in its own words; the rest of its messages stays English. */
export const yaml: Readonly<Record<string, string>> = {
  "A block sequence may not be used as an implicit map key": "带“-”的列表不能用作键",
  "A node can have at most one anchor": "一个值最多只能有一个锚点",
  "All mapping items must start at the same column": "同一映射的各项必须从同一列开始",
  "Flow map in block collection must be sufficiently indented and end with a }":
    "{ 开头的映射必须缩进足够，并以 } 结束",
  "Flow sequence in block collection must be sufficiently indented and end with a ]":
    "[ 开头的列表必须缩进足够，并以 ] 结束",
  "Implicit keys need to be on a single line": "键必须写在一行内，冒号后面要有空格",
  "Implicit map keys need to be followed by map values": "键之后必须有冒号和值",
  "Missing closing 'quote": "缺少右单引号",
  'Missing closing "quote': "缺少右双引号",
  "Nested mappings are not allowed in compact mappings": "同一行内不能再有“键: 值”，含冒号的文本要加引号",
  "Plain value cannot start with directive indicator character %": "不加引号的值不能以 % 开头",
  "Plain value cannot start with flow indicator character ,": "不加引号的值不能以逗号开头",
  "Plain value cannot start with reserved character @": "不加引号的值不能以 @ 开头",
  "Plain value cannot start with reserved character `": "不加引号的值不能以 ` 开头",
  "Unexpected block-seq-ind on same line with key": "列表的“-”不能与键写在同一行",
  "Unexpected flow-map-end token in YAML stream": "多出了 }",
  "Unexpected flow-seq-end token in YAML stream": "多出了 ]",
  "Unexpected scalar at node end": "值之后还有多余的内容",
};
