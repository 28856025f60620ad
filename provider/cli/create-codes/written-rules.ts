import { listed } from "../../text/listed";
import { t } from "../../text/message";
import { messageOf } from "../../text/message-of";
import { textsOf } from "../../text/problem";
import { declaredRulesWith, readRulesOf } from "../declared-rules";
import { CommandError, counted, type Outcome, type Surroundings } from "../outcome";
import type { Stack } from "../project";
import { rulesFileTarget } from "../rules-target";
import type { MadeCode, MadeCodes } from "./made-codes";
import type { Stopped } from "./making";
import type { CodePlan } from "./plan";
import type { WantedCode } from "./wanted-codes";

interface Writing {
  stack: Stack;
  here: Surroundings;
  /** The rules file as the user names it. */
  file: string;
  wanted: readonly WantedCode[];
  journal: MadeCodes;
  plan: CodePlan;
}

/** Codes whose rules were added, and those whose prefix another rule of the stack has. */
interface Added {
  file: string;
  added: MadeCode[];
  taken: MadeCode[];
}

/** Writes the rules of all codes that were made, in this run or a broken-off one, and says what was done. */
export function writtenRules(writing: Writing, stopped: Stopped): Outcome {
  const { stack, here, wanted, journal, plan } = writing;
  const { file, added, taken } = addRules(writing, stopped);
  const made = new Set(journal.made.map(({ scene }) => scene));
  const left = plan.toMake.filter(({ scene }) => !made.has(scene)).map(({ scene }) => scene);
  const mayBeMade = [...new Set(journal.unanswered)];
  if (!mayBeMade.some((scene) => left.includes(scene))) journal.remove();
  const problems = added.length === 0 ? [] : readRulesOf(stack, here.env).problems;
  const lines = [
    ...(added.length > 0 ? [t`${file}: added ${counted(added.length, "rule")} with new codes.`] : []),
    ...(added.length === 0 && left.length === 0
      ? [t`Nothing to make: the stack has a rule for ${counted(wanted.length, "scene")} of the table.`]
      : []),
    ...taken.map(
      ({ scene, rule }) =>
        t`Scene ${scene}: WeChat gave it the code ${rule.prefix}, which another rule of the stack has; nothing was added for it.`,
    ),
    ...mayBeMade
      .filter((scene) => made.has(scene))
      .map(
        (scene) =>
          t`Scene ${scene}: its code was asked for again after an answer was lost or a refusal, so the account may have one more that nobody knows.`,
      ),
    ...(stopped === undefined ? [] : [stopped]),
    ...(left.length > 0 ? [goOn(left, mayBeMade, journal)] : []),
    ...textsOf(problems),
    ...(added.length > 0 && left.length === 0
      ? [t`"wechat-qr-jump export-codes" writes their pictures; the next "pulumi up" makes the rules in WeChat.`]
      : []),
  ];
  return {
    text: lines.join("\n"),
    json: {
      file,
      added: added.map(({ rule }) => rule),
      alreadyMade: plan.declared,
      left,
      mayBeMade,
      taken: taken.map(({ scene, rule: { prefix } }) => ({ scene, prefix })),
      ...(stopped !== undefined && { stopped }),
      problems,
    },
    findings: left.length > 0 || taken.length > 0 || problems.length > 0,
  };
}

function goOn(left: readonly string[], mayBeMade: readonly string[], journal: MadeCodes): string {
  const twice = left.filter((scene) => mayBeMade.includes(scene));
  const rest = t`Not made: ${counted(left.length, "code")}. Run the same command again: it goes on there`;
  return twice.length === 0
    ? t`${rest} and makes no code twice.`
    : t`${rest} and makes no code twice, except perhaps that of scene ${listed(twice)}, which ${journal.path} remembers.`;
}

/** @throws CommandError that says where the codes are, if their rules cannot be written */
function addRules({ stack, here: { cwd, env }, file, journal }: Writing, stopped: Stopped): Added {
  journal.close();
  try {
    const target = rulesFileTarget(stack, cwd, file);
    const sceneByPrefix = new Map(
      declaredRulesWith(stack, env, target.name).rules.map(({ args, code }) => [args.prefix, code?.scene]),
    );
    const added: MadeCode[] = [];
    const taken: MadeCode[] = [];
    for (const made of journal.made) {
      const { prefix } = made.rule;
      if (!sceneByPrefix.has(prefix)) added.push(made);
      else if (sceneByPrefix.get(prefix) !== made.scene) taken.push(made);
      sceneByPrefix.set(prefix, made.scene);
    }
    target.add(added.map(({ rule }) => rule));
    return { file: target.name, added, taken };
  } catch (error) {
    if (!(error instanceof CommandError) || journal.made.length === 0) throw error;
    const where = t`Nothing is lost: ${journal.path} has ${counted(journal.made.length, "code")}. Run the same command again when that is mended.`;
    throw new CommandError([stopped, messageOf(error), where].filter((line) => line !== undefined).join("\n"));
  }
}
