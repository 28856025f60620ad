import { withRows } from "../../provider/cli/table-addition";
import { NotEditable } from "../../provider/cli/yaml-addition";
import { CODE, LINK, SHOP } from "./support";

const rules = [
  { prefix: CODE, appid: SHOP, path: "pages/a?x=1,2", account: "official" },
  { prefix: LINK, path: 'pages/"b"', debugUrls: [`${LINK}1`, `${LINK}2`], published: false },
];

test("a new table has the fields that are used, in a form that spreadsheets read", () => {
  expect(withRows("", rules)).toBe(
    "\uFEFFprefix,appid,path,published,debugUrls,account\r\n" +
      `${CODE},${SHOP},"pages/a?x=1,2",,,official\r\n` +
      `${LINK},,"pages/""b""",false,${LINK}1 ${LINK}2,\r\n`,
  );
});

test("rows are added below those that are there, which stay as they are", () => {
  const before = `x-city;path;prefix;appid;account;published;debugUrls\n"Shang""hai";p;${LINK}a;;;;`;
  expect(withRows(before, rules)).toBe(
    `${before}\n;pages/a?x=1,2;${CODE};${SHOP};official;;\n;"pages/""b""";${LINK};;;false;${LINK}1 ${LINK}2\n`,
  );
  expect(withRows("prefix,path\r\n", [{ prefix: LINK, path: "p" }])).toBe(`prefix,path\r\n${LINK},p\r\n`);
});

test("a table that lacks a field, or is none, is left alone", () => {
  expect(() => withRows("prefix,path\n", rules)).toThrow(NotEditable);
  expect(() => withRows("prefix,path\n", rules)).toThrow(
    "its first row has no appid, account, debugUrls, published, which these rules need",
  );
  expect(() => withRows('prefix,path\n"a\n', [])).toThrow("it is not a table with fields in its first row");
});
