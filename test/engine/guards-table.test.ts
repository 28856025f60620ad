import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../emulator";
import { WAYS, type Rule, type Way } from "./guard-ways";
import { builtPlugin } from "./plugin-stack";
import { ACCOUNT } from "./stack";
import { describeWithCli, writes } from "./support";

/** What a cell of the table says of a guard: it holds before anything is changed, later, or not at all; or there is nothing to guard. */
type Cell = "yes" | "at the delete" | "rule by rule" | "no" | "–";

const shop = (n: number, more = {}): Rule => ({
  prefix: `https://qr.example.com/shop/${n}`,
  path: `pages/${n}`,
  ...more,
});
const RULES = Array.from({ length: 12 }, (_, n) => shop(n));
const DIRECTORY: Rule = { prefix: "https://qr.example.com/all/", path: "pages/all" };
const BASE = [...RULES, DIRECTORY];
const UP = ["up", "--yes", "--skip-preview"];

interface Scene {
  way: Way;
  emulator: Emulator;
}

/** What a guard does about what the program declares now. @param late what it says when the update comes to the rule. */
async function refusal({ way: { stack } }: Scene, early: RegExp, late?: [Cell, RegExp]): Promise<Cell> {
  const preview = await stack.run(["preview"]);
  const said = preview.output.replace(/\s+/g, " ");
  if (preview.exitCode !== 0 && early.test(said)) return "yes";
  if (preview.exitCode !== 0) throw new Error(`refused for another reason: ${preview.output}`);
  const up = await stack.run(UP);
  return late && up.exitCode !== 0 && late[1].test(up.output.replace(/\s+/g, " ")) ? late[0] : "no";
}

async function warning({ way: { stack } }: Scene, text: string): Promise<Cell> {
  return (await stack.succeed("preview")).includes(text) ? "yes" : "no";
}

const NOTHING_DECLARED = /declared no rule at all|no longer declares the rule set/;

/** By the first column of the table. Each begins with all rules of {@link BASE} live and recorded. */
const SCENES: Readonly<Record<string, (scene: Scene) => Promise<Cell>>> = {
  "a mistake in a rule": (scene) => {
    scene.way.declare([...BASE, shop(20, { path: "/pages/20" })]);
    return refusal(scene, /path starts with/);
  },
  "too few publishes left": (scene) => {
    scene.emulator.setQuotaLeft(1, ACCOUNT);
    scene.way.declare([...BASE, shop(20), shop(21)]);
    return refusal(scene, /needs? 2 publishes, but the account has 1 left/);
  },
  "most rules are missing from the list": (scene) => {
    scene.way.declare(BASE.slice(0, 4));
    return refusal(scene, /deletes 9 of the stack's 13 rules/);
  },
  "the list is empty": (scene) => {
    scene.way.declare([]);
    return refusal(scene, /the list of rules is empty/, ["at the delete", NOTHING_DECLARED]);
  },
  "the list itself is gone": ({ way, emulator }) => {
    if (!way.declareNothing) return Promise.resolve("–");
    way.declareNothing();
    return refusal({ way, emulator }, /list of rules is empty or missing/, ["at the delete", NOTHING_DECLARED]);
  },
  "the program ends before it has declared all": async ({ way, emulator }) => {
    if (!way.endAfter) return "–";
    const from = emulator.calls().length;
    way.endAfter(BASE.slice(0, 12));
    await way.stack.run(UP);
    return writes(emulator, from).length === 0 ? "yes" : "no";
  },
  "the update has another list than its preview": async ({ way, emulator }) => {
    const from = emulator.calls().length;
    way.declare(BASE, BASE.slice(0, 12));
    const { exitCode } = await way.stack.run(["up", "--yes"]);
    return exitCode !== 0 && writes(emulator, from).length === 0 ? "yes" : "no";
  },
  "a new rule is live already, and differs": (scene) => {
    plant(scene.emulator, shop(20, { path: "pages/theirs" }));
    scene.way.declare([...BASE, shop(20)]);
    const text = /the account already has this rule/;
    return refusal(scene, text, ["rule by rule", text]);
  },
  "an unpublished rule would take codes away": (scene) => {
    scene.way.declare([...BASE, { prefix: `${DIRECTORY.prefix}door`, path: "pages/door", published: false }]);
    return refusal(scene, /would take over codes|takes its codes from/);
  },
  "another stack of the project declares a rule that goes": (scene) => {
    const { stack } = scene.way;
    const config = { "wechat-qr-jump:endpoint": scene.emulator.url, "wechat-qr-jump:appId": ACCOUNT };
    const rules = JSON.stringify({ config: { ...config, "wechat-qr-jump:rules": [shop(0)] } });
    writeFileSync(join(stack.folder, "Pulumi.other.yaml"), rules);
    scene.way.declare(BASE.slice(1));
    return refusal(scene, /Pulumi\.other\.yaml/).finally(() => rmSync(join(stack.folder, "Pulumi.other.yaml")));
  },
  "somebody else has changed a live rule": (scene) => {
    plant(scene.emulator, shop(0, { path: "pages/theirs" }));
    scene.way.declare(BASE);
    return warning(scene, "pages/theirs");
  },
  "a page does not exist": (scene) => {
    scene.way.stack.env["WECHAT_CHECK_PAGES"] = "true";
    scene.emulator.setOptions({ pages: { [ACCOUNT]: ["pages/index"] } });
    scene.way.declare([...BASE, shop(20)]);
    return warning(scene, "41030").finally(() => {
      delete scene.way.stack.env["WECHAT_CHECK_PAGES"];
      scene.emulator.setOptions({ pages: {} });
    });
  },
  "a rule with `protect` goes": async (scene) => {
    scene.way.declare([...BASE.slice(1), shop(0, { protect: true })]);
    await scene.way.stack.up();
    scene.way.declare(BASE.slice(1));
    const cell = await refusal(scene, /protect/);
    await scene.way.stack.succeed("state", "unprotect", "--all", "--yes");
    return cell;
  },
};

function plant(emulator: Emulator, rule: Rule): void {
  emulator.putRules([{ account: ACCOUNT, ...rule, state: 2 }]);
}

/** The table of docs/safety.md: the heads of its columns, and its rows. */
function table(): { ways: string[]; rows: Map<string, string[]> } {
  const text = readFileSync(join(__dirname, "..", "..", "docs", "safety.md"), "utf8");
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const [[, ...ways] = [], , ...rows] = cells;
  return { ways, rows: new Map(rows.map(([guard = "", ...row]) => [guard, row])) };
}

const { ways, rows } = table();

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

test("the table of guards in docs/safety.md has each way and each guard", () => {
  expect(ways).toEqual(Object.keys(WAYS));
  expect([...rows.keys()]).toEqual(Object.keys(SCENES));
});

describeWithCli.each(ways)("the table of guards in docs/safety.md is right about %s", (name) => {
  let emulator: Emulator;
  let way: Way;

  beforeAll(async () => {
    emulator = await startEmulator();
    const make = WAYS[name] as (typeof WAYS)[string];
    way = await make(emulator, plugin);
    way.declare(BASE);
    await way.stack.up();
  });

  afterAll(async () => {
    way.stack.dispose();
    await emulator.close();
  });

  test.each([...rows.keys()])("%s", async (guard) => {
    const before = emulator.state().rules;
    const scene = SCENES[guard] as (typeof SCENES)[string];
    expect(await scene({ way, emulator })).toBe(rows.get(guard)?.[ways.indexOf(name)]);
    emulator.setQuotaLeft(100, ACCOUNT);
    const isChanged = JSON.stringify(emulator.state().rules) !== JSON.stringify(before);
    const known = new Set(BASE.map(({ prefix }) => prefix));
    emulator.deleteRules(emulator.state().rules.filter(({ prefix }) => !known.has(prefix)));
    emulator.putRules(BASE.map((rule) => ({ account: ACCOUNT, ...rule, state: 2 })));
    way.declare(BASE);
    if (isChanged) await way.stack.up();
  });
});
