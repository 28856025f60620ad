import type { Fault } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { EngineModel } from "../reliability/engine-model";
import { linkRule, liveRules, plant, useEmulator, useTimeThatIsWaitedFor, writes } from "./support";

const emulator = useEmulator();
useTimeThatIsWaitedFor();

const rule = linkRule();
const changed = linkRule({ path: "pages/other/index" });

type Write = "qrcodejumpadd" | "qrcodejumpdelete" | "qrcodejumppublish";

/** The token that the run begins with dies at its first call of a kind, and no other is to be had. */
function tokenDiesAt(endpoint: Write, fault: Fault): void {
  const later = Array.from({ length: 300 }, (_, index) => ({
    ...fault,
    match: { endpoint: "stable_token", nth: index + 2 },
  }));
  emulator().setFaults([{ kind: "tokenDies", match: { endpoint } }, ...(later as Fault[])]);
}

const failures: [string, Fault][] = [
  ["is busy", { kind: "errcode", code: -1 }],
  ["gives no answer", { kind: "reset" }],
  ["is a gateway's error page", { kind: "http", status: 502 }],
  ["says that the secret is wrong", { kind: "errcode", code: 40125 }],
];

/** An engine with a stack of rules that are live. */
function engineKnowing(...known: Rule[]): EngineModel {
  const engine = new EngineModel(emulator());
  plant(emulator(), ...known);
  engine.remember(...known);
  return engine;
}

describe.each(failures)("a write for which there is no token, because the token call %s,", (_what, fault) => {
  test("is not recorded as made, where it is an add", async () => {
    const engine = engineKnowing();
    tokenDiesAt("qrcodejumpadd", fault);
    const [failure] = await engine.up([rule]);
    expect(failure?.error.message).toMatch(/^fetch the access token of /);
    expect([...engine.state.keys()]).toEqual([]);
    expect(liveRules(emulator())).toEqual([]);
  });

  test("leaves the state as it was, where it is a change", async () => {
    const engine = engineKnowing(rule);
    const before = JSON.stringify([...engine.state]);
    tokenDiesAt("qrcodejumpdelete", fault);
    const [failure] = await engine.up([changed]);
    expect(failure?.error.message).toMatch(/^fetch the access token of /);
    expect(JSON.stringify([...engine.state])).toBe(before);
    expect(liveRules(emulator())).toEqual([rule]);
  });

  test("is not called unclear, where it is a delete", async () => {
    const engine = engineKnowing(rule);
    tokenDiesAt("qrcodejumpdelete", fault);
    const [failure] = await engine.destroy();
    expect(failure?.error.message).toMatch(/fetch the access token of /);
    expect(failure?.error.message).not.toMatch(/may be/);
    expect(liveRules(emulator())).toEqual([rule]);
  });

  test("is recorded as an unpublished rule, where the add was made and the publish was not", async () => {
    const engine = engineKnowing();
    tokenDiesAt("qrcodejumppublish", fault);
    const [failure] = await engine.up([rule]);
    expect(failure?.error.message).toMatch(/The rule was added, but WeChat does not serve it/);
    expect([...engine.state.values()]).toMatchObject([{ failed: true, props: { published: false } }]);
  });
});

describe("a refusal", () => {
  test("of the secret is final at once", async () => {
    const engine = engineKnowing(rule);
    emulator().setFaults([{ kind: "errcode", code: 40125, match: { endpoint: "stable_token" }, times: 99 }]);
    const [failure] = await engine.destroy();
    expect(failure?.error.message).toMatch(/40125 the app secret is wrong/);
    expect(
      emulator()
        .calls()
        .filter(({ endpoint }) => endpoint === "stable_token"),
    ).toHaveLength(1);
    expect(writes(emulator())).toEqual([]);
  });

  test("of a delete is told as it is, although the rule cannot be read either", async () => {
    const engine = engineKnowing(rule);
    emulator().setFaults([
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpdelete" }, times: 99 },
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget" }, times: 99 },
    ]);
    const [failure] = await engine.destroy();
    expect(failure?.error.message).toMatch(/^delete \S+: 48001 the account has no permission/);
    expect(failure?.error.message).not.toMatch(/may be/);
    expect([...engine.state.keys()]).toEqual([rule.prefix]);
  });

  test("of a delete after one that was unclear leaves it unclear", async () => {
    const engine = engineKnowing(rule);
    emulator().setFaults([
      { kind: "errcode", code: -1, match: { endpoint: "qrcodejumpdelete", nth: 1 } },
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpdelete", nth: 2 } },
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth: 2 } },
    ]);
    const [failure] = await engine.destroy();
    expect(failure?.error.message).toMatch(/may be deleted/);
  });
});
