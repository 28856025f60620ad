import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import * as pulumi from "../../provider/pulumi/sdk";
import type { StackRule } from "../../provider/reading/read-rules";
import type { Rule } from "../../provider/rules/rule";
import { changesSincePreview } from "../../provider/stack-program/previewed-rules";
import { Hold } from "../../provider/stack-program/unfinished";
import * as parent from "../../provider/system/cli-process";
import { LINK, linkRule } from "./support";

jest.mock("../../provider/system/cli-process");
jest.mock("../../provider/pulumi/sdk");
jest.mock("../../provider/stack-program/unfinished");

let tmp: string;
let run: object;
let previews: boolean;
const folder = () => join(tmp, `wechat-qr-jump-${os.userInfo().uid}`);
const left = () => (existsSync(folder()) ? readdirSync(folder()) : []);

beforeEach(() => {
  tmp = mkdtempSync(join(os.tmpdir(), "previewed-"));
  jest.spyOn(os, "tmpdir").mockReturnValue(tmp);
  jest.mocked(Hold).mockClear();
  jest.mocked(pulumi.isProgramOfCli).mockReturnValue(true);
  jest.mocked(parent.processOfCli).mockReturnValue("7-8");
  jest.mocked(pulumi.getProject).mockReturnValue("project");
  jest.mocked(pulumi.getStack).mockReturnValue("dev");
  jest.mocked(pulumi.thisRun).mockImplementation(() => run);
  Object.assign(pulumi, { runtime: { isDryRun: () => previews } });
});
afterEach(() => {
  rmSync(tmp, { recursive: true, force: true });
  jest.mocked(os.tmpdir).mockRestore();
});

const stackRule = (args: Rule, name = args.prefix): StackRule => ({ name, args, options: {} }) as unknown as StackRule;
const [a, b] = [stackRule(linkRule({ prefix: `${LINK}a` })), stackRule(linkRule({ prefix: `${LINK}b` }))];

function preview(...lists: StackRule[][]): void {
  [run, previews] = [{}, true];
  for (const list of lists) expect(changesSincePreview(list).problems).toEqual([]);
}

function update(...lists: StackRule[][]): string[] {
  [run, previews] = [{}, false];
  return lists.flatMap((list) => changesSincePreview(list).problems);
}

test("an update of the rules that were previewed may go on, and leaves nothing behind", () => {
  preview([a, b]);
  expect(left()).toHaveLength(1);
  expect(update([a, b])).toEqual([]);
  expect(left()).toEqual([]);
});

test.each<[string, StackRule[], string]>([
  ["has lost one", [a], `removed ${LINK}b`],
  ["has one more", [a, b, stackRule(linkRule())], `added ${LINK}`],
  ["changes one", [a, stackRule({ ...b.args, path: "pages/else" })], `changed ${LINK}b`],
  ["moves one to another account", [a, { ...b, account: "wx0123456789abcdef" }], `changed ${LINK}b`],
  ["changes its options", [a, { ...b, options: { protect: true } }], `changed ${LINK}b`],
])("an update is refused that %s", (_what, rules, said) => {
  preview([a, b]);
  expect(update(rules)).toEqual([
    `The rules have changed since the preview: ${said}. Nothing was changed in WeChat; run "pulumi up" again.`,
  ]);
});

test("an update is told which accounts its preview has skipped", () => {
  [run, previews] = [{}, true];
  changesSincePreview([a, b]).noteSkipped([undefined, "wx0123456789abcdef"]);
  [run, previews] = [{}, false];
  const since = changesSincePreview([a, b]);
  expect(since.problems).toEqual([]);
  expect([...since.skipped]).toEqual([undefined, "wx0123456789abcdef"]);
  expect(changesSincePreview([a, b]).skipped.size).toBe(0);
});

test("lists are told apart by their order, and one that is missing keeps the program from ending well", () => {
  preview([a], [b]);
  expect(update([a])).toEqual([]);
  expect(Hold).toHaveBeenCalledTimes(1);
  const [hold] = jest.mocked(Hold).mock.instances;
  const releases = jest.spyOn(Hold.prototype, "release");
  preview([a], [b]);
  expect(update([a], [b])).toEqual([]);
  expect(releases.mock.contexts[0]).toBe(hold);
  expect(releases).toHaveBeenCalledTimes(jest.mocked(Hold).mock.instances.length);
  preview([a], [b]);
  expect(update([b], [a])).toHaveLength(2);
});

describe("nothing is compared", () => {
  test.each<[string, () => void]>([
    ["without a preview", () => rmSync(folder(), { recursive: true })],
    ["with the preview of another process", () => jest.mocked(parent.processOfCli).mockReturnValue("7-9")],
    ["where the process is not known", () => jest.mocked(parent.processOfCli).mockReturnValue(undefined)],
    ["where the program is none of the CLI's", () => jest.mocked(pulumi.isProgramOfCli).mockReturnValue(false)],
    ["with another project's", () => jest.mocked(pulumi.getProject).mockReturnValue("other")],
    ["with another stack's", () => jest.mocked(pulumi.getStack).mockReturnValue("prod")],
  ])("%s", (_why, happens) => {
    preview([a, b]);
    happens();
    expect(update([a])).toEqual([]);
  });

  test("where the process is known in neither", () => {
    jest.mocked(parent.processOfCli).mockReturnValue(undefined);
    preview([a, b]);
    expect(left()).toEqual([]);
    expect(update([a])).toEqual([]);
  });

  test("with a preview in a folder that may be somebody else's", () => {
    preview([a, b]);
    renameSync(folder(), join(tmp, "elsewhere"));
    symlinkSync(join(tmp, "elsewhere"), folder());
    expect(update([a])).toEqual([]);
  });

  test("with a file that is not of this user's folder", () => {
    const elsewhere = join(tmp, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, folder());
    preview([a, b]);
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(folder());
    preview([a, b]);
    rmSync(elsewhere, { recursive: true });
    const file = join(folder(), left()[0] ?? "");
    rmSync(file);
    mkdirSync(file);
    expect(update([a])).toEqual([]);
  });
});
