import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { CHINESE } from "../../provider/text/chinese";
import { yaml } from "../../provider/text/chinese/yaml";
import { language, speak } from "../../provider/text/language";
import { counted, listed } from "../../provider/text/listed";
import { t } from "../../provider/text/message";

interface Found {
  key: string;
  where: string;
  inFunction: boolean;
}

type Table = Readonly<Record<string, string>>;

const TABLES = join(__dirname, "../../provider/text/chinese");
const messages = sources(join(__dirname, "../../provider")).flatMap(messagesOf);
const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

afterEach(() => speak(undefined));

describe("the table of messages", () => {
  test("has every message of the sources", () => {
    expect(
      messages.filter(({ key }) => CHINESE[key] === undefined).map(({ where, key }) => `${where}: ${key}`),
    ).toEqual([]);
  });

  test("has no message that no source has", () => {
    const keys = new Set([...messages.map(({ key }) => key), ...Object.keys(yaml)]);
    expect(Object.keys(CHINESE).filter((key) => !keys.has(key))).toEqual([]);
  });

  test("says a message of several rooms in the same words in each: the last one would win", () => {
    const files = readdirSync(TABLES).filter((name) => name !== "index.ts");
    const rooms = files.flatMap((name) => Object.values(jest.requireActual<Record<string, Table>>(join(TABLES, name))));
    expect(rooms.length).toBeGreaterThan(11);
    const said = rooms.flatMap((room) => Object.entries(room));
    expect(said.filter(([key, text]) => CHINESE[key] !== text)).toEqual([]);
  });

  test("keeps every value of a message", () => {
    const lost = Object.entries(CHINESE).filter(([en, zh]) => placeholders(en).join() !== placeholders(zh).join());
    expect(lost).toEqual([]);
  });

  test.each([
    "plugin",
    "pulumi",
    "reading",
    "reconcile",
    "resource-provider",
    "rules",
    "settings",
    "stack-program",
    "system",
    "text",
    "wechat",
  ])("is asked for every sentence in %s/", (room) => {
    const paths = sources(join(__dirname, "../../provider", room)).filter((path) => !path.startsWith(TABLES));
    expect(paths.flatMap(plainSentences)).toEqual([]);
  });

  test("is asked when a message is needed, not when a module is loaded", () => {
    expect(messages.filter(({ inFunction }) => !inFunction).map(({ where }) => where)).toEqual([]);
  });
});

describe("a message", () => {
  test("is English by default, Chinese on demand, and shows values as they are", () => {
    speak("en");
    expect(listed(Array.from({ length: 12 }, () => "{1}"))).toMatch(/ and 2 more$/);
    expect([counted(1, "rule"), counted(2, "rule")]).toEqual(["1 rule", "2 rules"]);
    speak("zh");
    expect(listed(Array.from({ length: 12 }, () => "{1}$&"))).toBe(
      `${Array.from({ length: 10 }, () => "{1}$&").join(", ")} 以及另外 2 个`,
    );
    expect([counted(1, "rule"), counted(2, "rule")]).toEqual(["1 条规则", "2 条规则"]);
  });

  test("that the table lacks stays English", () => {
    speak("zh");
    expect(t`nobody has translated ${1}
      ${"this"}`).toBe("nobody has translated 1 this");
  });

  test.each<[Record<string, string>, string]>([
    [{}, "en"],
    [{ LANG: "zh_CN.UTF-8" }, "zh"],
    [{ LANG: "zh_TW" }, "zh"],
    [{ LANG: "zh" }, "zh"],
    [{ LANG: "zh_CN.utf8@pinyin" }, "zh"],
    [{ LANG: "zh_CN.GB18030" }, "en"],
    [{ LANG: "zha_CN" }, "en"],
    [{ LANG: "de_DE.UTF-8", LC_MESSAGES: "zh_CN.UTF-8" }, "zh"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, "en"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "" }, "zh"],
    [{ LANG: "zh_CN.UTF-8", WECHAT_LANG: "en" }, "en"],
    [{ LANG: "C", WECHAT_LANG: " zh-Hans\n" }, "zh"],
  ])("follows the environment %j: %s", (env, expected) => {
    const before = process.env;
    process.env = env;
    try {
      expect(language()).toBe(expected);
      speak("en");
      expect(language()).toBe("en");
    } finally {
      process.env = before;
    }
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Messages of a file: what `t` is given, and the names of counted things. */
function messagesOf(path: string): Found[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node, inFunction: boolean): void => {
    const key = keyOf(node);
    if (key !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ key, where: `${path}:${line + 1}`, inFunction });
    }
    ts.forEachChild(node, (child) => visit(child, inFunction || ts.isFunctionLike(node)));
  };
  visit(source, false);
  return found;
}

/** Texts with two English words or more that are neither given to `t` nor written for documents. */
function plainSentences(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    const isGiven = keyOf(isText && !ts.isStringLiteralLike(node) ? partOf(node) : node.parent) !== undefined;
    if (isText && !isGiven && /[a-z]{2,} [a-z]{2,}/.test(node.text)) found.push(node.text);
    ts.forEachChild(node, (child) => {
      if (!isForDocuments(child)) visit(child);
    });
  };
  ts.forEachChild(source, visit);
  return found;
}

/** What a part of a template may be given to. */
function partOf(part: ts.Node): ts.Node {
  const template = ts.isTemplateSpan(part.parent) ? part.parent.parent : part.parent;
  return template.parent;
}

const OF_DOCUMENTS = ["text", "command", "secret", "appId", "whole", "seconds", "oneOf", "flag", "url"];

const OF_SCHEMAS = ["doc", "kind", "description", "displayName", "keywords"];

/** Descriptions of the schema and of the settings. */
function isForDocuments(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return OF_SCHEMAS.includes(node.name.getText());
  if (ts.isVariableDeclaration(node)) return node.name.getText() === "PREFIX_DESCRIPTION";
  const { parent } = node;
  if (!ts.isCallExpression(parent) || node === parent.expression) return false;
  const { expression } = parent;
  return ts.isPropertyAccessExpression(expression)
    ? expression.name.text === "meta"
    : OF_DOCUMENTS.includes(expression.getText());
}

function keyOf(node: ts.Node): string | undefined {
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "t") {
    const { template } = node;
    const parts = ts.isNoSubstitutionTemplateLiteral(template)
      ? [template.text]
      : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
    return parts.map((part) => part.replace(/\s*\n\s*/g, " ")).reduce((text, part, n) => `${text}{${n - 1}}${part}`);
  }
  if (ts.isCallExpression(node) && node.expression.getText() === "counted") {
    const [, thing] = node.arguments;
    if (thing && ts.isStringLiteralLike(thing)) return `{0} ${thing.text}`;
  }
  return undefined;
}
