import type { StackRule } from "../../reading/read-rules";
import type { Owner } from "../../settings/accounts";
import { listed } from "../../text/listed";
import { t } from "../../text/message";
import { counted } from "../outcome";
import type { MadeCodes } from "./made-codes";
import type { WantedCode } from "./wanted-codes";

/** What a run has to do. */
export interface CodePlan {
  toMake: WantedCode[];
  /** Scenes whose rule is in a rules file already. */
  declared: number;
  /** Scenes whose code an earlier run has made, but whose rule it has not written. */
  made: number;
  /** Scenes of the table whose rule opens another page than its row says. */
  differing: string[];
  /** Scenes for which an earlier run may have had a code made that nobody knows. */
  mayBeMade: string[];
}

/** @param rules those of the stack. @param owner the account that the codes are for */
export function planCodes(
  wanted: readonly WantedCode[],
  rules: readonly StackRule[],
  owner: Owner,
  journal: MadeCodes,
): CodePlan {
  const byScene = new Map(
    rules.flatMap((rule): [string, StackRule][] =>
      rule.code?.scene !== undefined && rule.account === owner ? [[rule.code.scene, rule]] : [],
    ),
  );
  const made = new Set(journal.made.map(({ scene }) => scene));
  const isKnown = ({ scene }: WantedCode): boolean => byScene.has(scene) || made.has(scene);
  return {
    toMake: wanted.filter((code) => !isKnown(code)),
    declared: wanted.filter(({ scene }) => byScene.has(scene)).length,
    made: wanted.filter(({ scene }) => !byScene.has(scene) && made.has(scene)).length,
    differing: wanted.flatMap(({ scene, fields }) => {
      const rule = byScene.get(scene);
      return rule && !opensTheSame(fields, rule) ? [scene] : [];
    }),
    mayBeMade: [...new Set(journal.unanswered)],
  };
}

function opensTheSame(fields: Record<string, unknown>, { args }: StackRule): boolean {
  return fields["path"] === args.path && fields["appid"] === ("appid" in args ? args.appid : undefined);
}

/** How a plan is told. */
interface Telling {
  /** The account, if the stack has several. */
  account: string | undefined;
  expiresS: number | undefined;
  rulesFile: string;
}

/** What is going to happen, for the person who is asked, a sentence a line. */
export function planText({ toMake, declared, made, differing, mayBeMade }: CodePlan, telling: Telling): string {
  const { account, expiresS, rulesFile } = telling;
  const toPublish = toMake.filter(({ fields }) => fields["published"] !== false).length;
  return [
    ...(declared > 0 ? [t`Already in the rules of the stack: ${counted(declared, "scene")} of the table.`] : []),
    ...(made > 0
      ? [t`Made by an earlier run, and written to ${rulesFile} by this one: ${counted(made, "code")}.`]
      : []),
    ...(toMake.length > 0 ? [whatIsMade(toMake.length, account, expiresS)] : []),
    ...(toPublish > 0
      ? [
          t`Publishing the rules takes ${counted(toPublish, "publish", "publishes")}; WeChat gives an account about 100 a month.`,
        ]
      : []),
    ...mayBeMade.map(
      (scene) =>
        t`Scene ${scene}: the answer to an earlier run was lost, so a code that nobody knows may have been made for it.`,
    ),
    ...(differing.length > 0
      ? [
          t`The rules with these scenes open something else than the table says, and stay as they are: ${listed(differing)}.`,
        ]
      : []),
  ].join("\n");
}

function whatIsMade(count: number, account: string | undefined, expiresS: number | undefined): string {
  const codes = expiresS === undefined ? counted(count, "permanent code") : counted(count, "temporary code");
  const made =
    account === undefined ? t`${codes} will be made in WeChat.` : t`${codes} will be made in WeChat for ${account}.`;
  return expiresS === undefined
    ? t`${made} An account can have 100,000 ever: WeChat takes none back, and does not say how many are left.`
    : t`${made} They stop working at about ${new Date(Date.now() + expiresS * 1_000).toISOString().slice(0, 16)}Z.`;
}
