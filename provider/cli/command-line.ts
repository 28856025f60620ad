import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import { LANGUAGES, speak } from "../text/language";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { errorAnswer, jsonText, type Answer } from "./ending";
import type { Format } from "./check";
import { UsageError, type Outcome, type Surroundings } from "./outcome";
import { DEFAULT_SIZE, FORMATS, LABELS, LEVELS, type ExportOptions } from "./export-codes/options";
import { packageVersion } from "../system/package-version";
import { KINDS } from "./init/kinds";
import type { CreateCodesOptions } from "./create-codes/create-codes";
import type { InitOptions } from "./init/wanted";
import { speakHelp, usageText } from "./usage";

/** The options of commands that ask accounts of a stack. */
interface Common {
  json?: true;
  stack?: string;
  account?: string;
}

type Work = (here: Surroundings) => Promise<Outcome>;
type Perform = (options: { json?: true }, work: Work) => Promise<void>;

/** @returns text for `--help`. */
function exitCodes(): string {
  const codes = t`Exit codes: 0 all is well, 1 findings or a failure, 2 wrong usage.`;
  const settings = t`Settings come from Pulumi.<stack>.yaml and the WECHAT_... environment variables; the environment wins.`;
  return `\n${codes}\n${settings}`;
}

/** @returns text for the `--help` of init. */
function secretSources(): string {
  return `\n${t`Secrets come from the environment or from stdin, never from an option, which others on this machine can read:
    WECHAT_APP_SECRET, WECHAT_ACCESS_TOKEN, WECHAT_ACCESS_TOKEN_COMMAND, WECHAT_ACCESS_TOKEN_URL, or for authorizer
    WECHAT_COMPONENT_ACCESS_TOKEN and WECHAT_AUTHORIZER_REFRESH_TOKEN, in this order on stdin.`}`;
}

/**
 * Runs one command line.
 * @param args as in `process.argv`, without the program.
 */
export async function run(args: string[]): Promise<Answer> {
  speak(languageIn(args));
  let answer: Answer = { exitCode: 0, stdout: "", stderr: "" };
  const perform: Perform = async ({ json }, work) => {
    answer = await answerOf(json === true, () => work({ cwd: process.cwd(), env: process.env }));
  };
  const said = { stdout: "", stderr: "" };
  const program = commandLine(perform, {
    writeOut: (text) => (said.stdout += text),
    writeErr: (text) => (said.stderr += text),
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return answer;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { exitCode: 0, ...said };
    if (error.code === "commander.help" && !args.includes("--json")) return { exitCode: 2, ...said };
    return errorAnswer(usageText(error), 2, args.includes("--json"));
  }
}

/** Looked for before anything else is read, because mistakes in the rest are told in this language. */
function languageIn(args: string[]): (typeof LANGUAGES)[number] | undefined {
  const given = args.flatMap((arg, n) => (arg === "--lang" ? args[n + 1] : /^--lang=(.*)/.exec(arg)?.[1]) ?? []);
  return LANGUAGES.find((known) => known === given.at(-1));
}

function languageOption(): Option {
  return new Option(
    "--lang <language>",
    t`speak English or Chinese; by default as WECHAT_LANG or the locale says`,
  ).choices(LANGUAGES);
}

/** Loads each command's code only when it runs, so that the report's QR codes and the file editing cost other commands nothing. */
function commandLine(perform: Perform, output: OutputConfiguration): Command {
  const program = speakHelp(new Command("wechat-qr-jump"))
    .description(t`Looks after the WeChat QR jump rules of a Pulumi stack. Only create-codes writes to WeChat.`)
    .version(packageVersion(), "-V, --version", t`output the version number`)
    .addOption(languageOption())
    .addHelpText("after", exitCodes())
    .exitOverride()
    .configureOutput(output);
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .addOption(stackOption())
      .option("--json", t`print JSON for machines`)
      .addOption(languageOption())
      .addHelpText("after", exitCodes());
  const commandOfAccounts = (name: string, description: string): Command =>
    command(name, description).option(
      "--account <name>",
      t`one of the stack's accounts, by its name or app id`,
      valueOf,
    );

  command("init", t`make a stack: ask for the account, check its credentials, take over what is live`)
    .option("--account <appid>", t`the account that owns the rules`, valueOf)
    .addOption(new Option("--credentials <kind>", t`the kind of credentials`).choices(KINDS))
    .option("--component-app-id <appid>", t`the third-party platform, with authorizer`, valueOf)
    .option("--secret-stdin", t`read the secrets from stdin, one a line`)
    .option("--appid <appid...>", t`also look for the service-account rules that open these mini programs`, valuesOf)
    .option("--import", t`write the live rules into the stack's file`)
    .option("--no-import", t`do not`)
    .option("--yes", t`write without asking`)
    .addHelpText("after", secretSources())
    .action((options: InitOptions) =>
      perform(options, async (here) => (await import("./init/init.js")).init(options, here)),
    );
  commandOfAccounts(
    "import",
    t`write the account's live rules into the stack's file, for the next up to take over without a write`,
  )
    .option("--appid <appid...>", t`read the service-account rules that open these mini programs`, valuesOf)
    .option("--file <file>", t`write them into this rules file instead of the stack's own`, valueOf)
    .action((options: Common & { appid?: string[]; file?: string }) =>
      perform(options, async (here) => (await import("./import.js")).importRules(options, here)),
    );
  commandOfAccounts("check", t`validate the stack's rules, without credentials; all stacks where none is named`)
    .option("--live", t`also compare them with WeChat: missing, different and unmanaged rules`)
    .option("--pages", t`with --live, also ask whether the pages are in the mini program's released version`)
    .addOption(
      new Option("--format <format>", t`print what was found as annotations of a pull request, or as SARIF`)
        .choices(["github", "sarif"])
        .conflicts("json"),
    )
    .action((options: Common & { live?: true; pages?: true; format?: Format }) =>
      perform(options, async (here) => (await import("./check.js")).check(options, here)),
    );
  commandOfAccounts("doctor", t`find out why WeChat or Pulumi does not work`).action((options: Common) =>
    perform(options, async (here) => (await import("./doctor.js")).doctor(options, here)),
  );
  commandOfAccounts(
    "ownership-file",
    t`download the file that proves a domain, say where to serve it, and look whether it is there`,
  )
    .option("--out <folder>", t`where to put it; - prints it`, valueOf, ".")
    .action((options: Common & { out: string }) =>
      perform(options, async (here) => (await import("./ownership-file.js")).ownershipFile(options, here)),
    );
  commandOfAccounts("report", t`write one HTML page with every rule, its QR code and its state`)
    .requiredOption("--out <file>", t`the page to write, e.g. rules.html; - prints it`, valueOf)
    .action((options: Common & { out: string }) =>
      perform(options, async (here) => (await import("./report/report.js")).report(options, here)),
    );
  commandOfAccounts(
    "create-codes",
    t`make a service account's QR codes from a table, and a rule for each; this writes to WeChat`,
  )
    .requiredOption("--from <table>", t`a CSV file with a scene and the fields of a rule in each row`, valueOf)
    .requiredOption("--file <file>", t`the rules file to write the rules into, .yaml or .csv`, valueOf)
    .option(
      "--expires <span>",
      t`make temporary codes that work so long, e.g. 30d; by default they are permanent`,
      valueOf,
    )
    .option("--dry-run", t`only say what would be made`)
    .option("--yes", t`make them without asking`)
    .action((options: CreateCodesOptions) =>
      perform(options, async (here) => (await import("./create-codes/create-codes.js")).createCodes(options, here)),
    );
  commandOfAccounts("export-codes", t`write a picture of each declared rule's QR code, for print, without credentials`)
    .requiredOption("--out <folder>", t`where to put the pictures and index.csv`, valueOf)
    .addOption(new Option("--format <format>", t`a picture each, or sheets`).choices(FORMATS).default("svg"))
    .option(
      "--size <length>",
      t`the side of a code with its quiet zone, e.g. 30mm, 3cm or 1.2in`,
      valueOf,
      DEFAULT_SIZE,
    )
    .addOption(
      new Option("--error-correction <level>", t`how much of a code may be damaged`).choices(LEVELS).default("M"),
    )
    .addOption(new Option("--only <rules>", t`leave out rules with "published: false"`).choices(["published"]))
    .addOption(new Option("--label <field>", t`write this below each code, with svg and pdf`).choices(LABELS))
    .option("--font <file>", t`the font of the labels of pdf, if the one of this machine will not do`, valueOf)
    .action((options: ExportOptions) =>
      perform(options, async (here) => (await import("./export-codes/export-codes.js")).exportCodes(options, here)),
    );
  program
    .command("stacks")
    .description(t`list the stacks of the project and what each holds, without credentials`)
    .option("--json", t`print JSON for machines`)
    .addOption(languageOption())
    .addHelpText("after", exitCodes())
    .action((options: { json?: true }) => perform(options, async (here) => (await import("./stacks.js")).stacks(here)));
  program
    .command("summary")
    .description(t`say what a preview would do to the printed codes, as Markdown for a pull request`)
    .argument("<file>", t`what "pulumi preview --json" has printed; - reads it from stdin`)
    .option("--json", t`print JSON for machines`)
    .addOption(languageOption())
    .addHelpText("after", exitCodes())
    .action((file: string, options: { json?: true }) =>
      perform(options, async (here) => (await import("./summary.js")).summary({ file }, here)),
    );
  return program;
}

/** Commander takes the next option for the value that was forgotten. */
function valueOf(given: string): string {
  if (given.startsWith("--")) throw new InvalidArgumentError(t`The value is missing.`);
  return given;
}

function valuesOf(given: string, before: string[] = []): string[] {
  return [...before, valueOf(given)];
}

/** An empty PULUMI_STACK names no stack, as for Pulumi. */
function stackOption(): Option {
  const option = new Option("-s, --stack <name>", t`the stack; may be left out where there is only one`).argParser(
    (name: string) => {
      if (name.trim() === "") throw new InvalidArgumentError(t`Name a stack, or leave it out.`);
      return valueOf(name);
    },
  );
  return process.env["PULUMI_STACK"]?.trim() ? option.env("PULUMI_STACK") : option;
}

async function answerOf(json: boolean, work: () => Promise<Outcome>): Promise<Answer> {
  try {
    const { findings, document, ...outcome } = await work();
    const text = `${json ? jsonText(outcome.json) : outcome.text}\n`;
    const exitCode = findings ? 1 : 0;
    if (document === undefined || json) return { exitCode, stdout: text, stderr: "" };
    return { exitCode, stdout: document, stderr: text };
  } catch (error) {
    return errorAnswer(messageOf(error), error instanceof UsageError ? 2 : 1, json);
  }
}
