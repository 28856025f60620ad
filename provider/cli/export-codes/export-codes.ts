import { relative, resolve } from "node:path";
import { noRulesText, type RulesRead, type StackRule } from "../../reading/read-rules";
import { isServiceAccountRule } from "../../rules/rule";
import { listed } from "../../text/listed";
import { t } from "../../text/message";
import { visible } from "../../text/visible";
import { declaredRules } from "../declared-rules";
import { CommandError, counted, type Outcome, type Surroundings } from "../outcome";
import { oneStack, type Stack } from "../project";
import { noCodeText } from "../qr-code";
import { askedAccounts, namesOf, type AccountNames } from "../stack-accounts";
import { codesOf, LEAST_MODULE_MM, tooSmall, type Code } from "./codes";
import { INDEX, indexTable, isIndex, type Indexed } from "./index-table";
import { isOwn } from "./mark";
import { checkTogether, millimetres, type ExportOptions } from "./options";
import { picturesOf, type Pictures } from "./pictures";
import { writeAll } from "./writing";

/** Writes a picture of each rule's code, and a table of them. Reads only the stack's files. */
export async function exportCodes(options: ExportOptions, { cwd, env }: Surroundings): Promise<Outcome> {
  checkTogether(options);
  const sizeMm = millimetres(options.size);
  const stack = oneStack(cwd, options.stack);
  const read = declaredRules(stack, env);
  const { codes, withoutCode } = codesOf(rulesFor(options, read, stack), options.errorCorrection, options.label);
  if (codes.length === 0) {
    throw new CommandError(
      t`${stack.file}: no prefix fits into a QR code with --error-correction ${options.errorCorrection}; nothing was written. Choose a
        lower level, or shorter prefixes.`,
    );
  }
  const pictures = await picturesOf(codes, options, sizeMm, { cwd, env });
  const folder = resolve(cwd, options.out);
  const names = namesOf(read);
  writeAll(folder, [
    ...pictures.files.map((one) => ({ ...one, what: t`a file of this command`, isOurs: isOwn })),
    {
      name: INDEX,
      content: () => indexTable(pictures.indexed, names),
      what: t`a table of this command`,
      isOurs: isIndex,
    },
  ]);
  const exported: Exported = { ...pictures, withoutCode, codes, sizeMm, small: tooSmall(codes, sizeMm) };
  return {
    text: textOf(exported, relative(cwd, folder) || "."),
    json: { folder, format: options.format, ...jsonOf(exported, names) },
    findings: withoutCode.length > 0,
  };
}

interface Exported extends Pictures {
  codes: Code[];
  withoutCode: string[];
  sizeMm: number;
  small: ReturnType<typeof tooSmall>;
}

/** The rules to export, in the order in which they are declared. @throws CommandError if there is none. */
function rulesFor({ account, only }: ExportOptions, read: RulesRead, stack: Stack): StackRule[] {
  if (read.rules.length === 0) throw new CommandError(noRulesText(read.declared, stack.file).trimEnd());
  const owners = new Set(askedAccounts(read, account).map(({ owner }) => owner));
  const asked = read.rules.filter((rule) => owners.has(rule.account));
  if (asked.length === 0) {
    throw new CommandError(t`--account ${account}: no rule of ${stack.file} belongs to it; name another account.`);
  }
  const rules = only === undefined ? asked : asked.filter(({ args }) => args.published);
  if (rules.length > 0) return rules;
  throw new CommandError(
    t`${stack.file}: none of ${counted(asked.length, "rule")} has "published: true"; leave --only published out.`,
  );
}

const NAMED = 3;

function textOf({ codes, withoutCode, sizeMm, small, cutLabels }: Exported, folder: string): string {
  const prefixes = (some: readonly Code[]): string =>
    visible(
      listed(
        some.map(({ rule }) => rule.args.prefix),
        NAMED,
      ),
    );
  const unpublished = codes.filter(isUnpublished);
  const open = codes.filter(matchesMore);
  return [
    t`Wrote ${counted(codes.length, "QR code")} of ${sizeMm} mm and ${INDEX} to ${folder}.`,
    unpublished.length > 0 &&
      t`Not published, so a scan opens nothing for the public: ${counted(unpublished.length, "rule")} (${prefixes(unpublished)}).`,
    open.length > 0 &&
      t`Also matches longer addresses, but the code has the prefix alone: ${counted(open.length, "rule")} (${prefixes(open)}).`,
    cutLabels > 0 && t`Too long for its place, and cut with "…": ${counted(cutLabels, "label")}.`,
    small.count > 0 && smallText(small),
    ...withoutCode.map(noCodeText),
  ]
    .filter((line) => line !== false)
    .join("\n");
}

function isUnpublished({ rule }: Code): boolean {
  return !rule.args.published;
}

/** True for a link rule that also opens addresses that go on after the prefix. */
function matchesMore({ rule: { args } }: Code): boolean {
  return !isServiceAccountRule(args) && (args.prefix.endsWith("/") || args.prefix.includes("?"));
}

function smallText({ count, leastMm }: { count: number; leastMm: number }): string {
  return t`warning: hard to scan in print, because the modules are smaller than ${LEAST_MODULE_MM} mm: ${counted(count, "code")}. Use
    --size ${leastMm}mm or more.`;
}

function jsonOf(
  { indexed, codes, withoutCode, sizeMm, small, cutLabels }: Exported,
  names: AccountNames,
): Record<string, unknown> {
  return {
    sizeMm,
    codes: indexed.map((one) => codeJson(one, names.name(one.code.rule.account))),
    unpublished: codes.filter(isUnpublished).length,
    small: small.count,
    ...(small.count > 0 && { leastSizeMm: small.leastMm }),
    cutLabels,
    withoutCode,
  };
}

function codeJson({ code: { rule }, file, place }: Indexed, account: string | undefined): Record<string, unknown> {
  const { prefix, published } = rule.args;
  const at = place && { sheet: place.sheet, position: place.position };
  return { file, name: rule.name, prefix, published, ...(account !== undefined && { account }), ...at };
}
