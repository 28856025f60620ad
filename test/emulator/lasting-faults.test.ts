import { RULE_ENDPOINTS, type Fault, type ScriptedFault } from "../../emulator";
import { accountCalls, LINK, linkRule, postJson, SECRET, SHOP, useAccount, useEmulator } from "./test-client";

let nowMs = Date.UTC(2026, 0, 1);

const emulator = useEmulator({ now: () => nowMs });
const shop = useAccount(emulator);

/** The codes that reads answer, one every 100 ms. */
async function readsEvery100Ms(count: number): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (let n = 1; n <= count; n++) {
    codes.push((await shop().get()).errcode);
    nowMs += 100;
  }
  return codes;
}

const busy = (fault: Omit<ScriptedFault, "kind">): Fault => ({ kind: "errcode", code: -1, ...fault });

test.each<[string, Omit<ScriptedFault, "kind">, number[]]>([
  ["once, for so long", {}, [-1, -1, -1, 0, 0, 0, 0, 0, 0, 0]],
  ["from the nth call on", { match: { nth: 3 } }, [0, 0, -1, -1, -1, 0, 0, 0, 0, 0]],
  ["as often as told", { times: 2 }, [-1, -1, -1, -1, -1, -1, 0, 0, 0, 0]],
  ["again and again", { match: { every: 4 } }, [0, 0, 0, -1, -1, -1, 0, -1, -1, -1]],
  ["again, as often as told", { match: { every: 4 }, times: 1 }, [0, 0, 0, -1, -1, -1, 0, 0, 0, 0]],
])("lasts %s", async (_name, fault, codes) => {
  emulator().setFaults([busy({ ...fault, lastsMs: 300 })]);
  expect(await readsEvery100Ms(10)).toEqual(codes);
  expect(emulator().faultsPlayed().played).toBe(codes.filter((code) => code === -1).length);
});

test("begins with the first call that it strikes, not with the order", async () => {
  emulator().setFaults([busy({ lastsMs: 300, match: { endpoint: "qrcodejumpget" } })]);
  nowMs += 1_000;
  await shop().add(linkRule());
  expect(await readsEvery100Ms(4)).toEqual([-1, -1, -1, 0]);
});

test("begins only when it is its turn among other faults", async () => {
  emulator().setFaults([{ kind: "errcode", code: 886001, times: 2 }, busy({ lastsMs: 200, match: { nth: 3 } })]);
  expect(await readsEvery100Ms(6)).toEqual([886001, 886001, -1, -1, 0, 0]);
});

test("strikes the rule endpoints with 40001 for a time, while tokens are given out", async () => {
  emulator().setFaults([{ kind: "errcode", code: 40001, lastsMs: 300, match: { endpoint: [...RULE_ENDPOINTS] } }]);
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 40001 });
  expect(await stableToken()).toHaveProperty("access_token");
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 40001 });
  nowMs += 300;
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 0 });
});

test("strikes a token endpoint for a time, and whatever comes where none is named", async () => {
  emulator().setFaults([{ kind: "errcode", code: -1, lastsMs: 300, match: { endpoint: "stable_token" } }]);
  expect(await stableToken()).toMatchObject({ errcode: -1 });
  expect(await shop().get()).toMatchObject({ errcode: 0 });
  nowMs += 299;
  expect(await stableToken()).toMatchObject({ errcode: -1 });
  nowMs += 1;
  expect(await stableToken()).toHaveProperty("access_token");
  emulator().setFaults([busy({ lastsMs: 100 })]);
  expect(await shop().get()).toMatchObject({ errcode: -1 });
  expect(await stableToken()).toMatchObject({ errcode: -1 });
});

test("lasts by chance as well, with one effect at a time", async () => {
  emulator().setFaults([{ random: { seed: 3, probability: 0.2, kinds: ["errcode"], lastsMs: 300, times: 2 } }]);
  const text = (await readsEvery100Ms(40)).join(" ");
  const spells = [...text.matchAll(/(?<code>-1|886001|44990|45011)(?: \k<code>){2}/g)];
  expect(spells).toHaveLength(2);
  expect(emulator().faultsPlayed().played).toBe(6);
});

test("never lets a token die by chance at an endpoint that takes none, however long it lasts", async () => {
  emulator().setFaults([{ random: { seed: 1, probability: 1, kinds: ["tokenDies"], lastsMs: 300, times: 1 } }]);
  expect(await shop().get()).toMatchObject({ errcode: 40001 });
  const fresh = accountCalls(emulator(), (await stableToken()).access_token ?? "");
  expect(await fresh.get()).toMatchObject({ errcode: 40001 });
  nowMs += 300;
  expect(await accountCalls(emulator(), (await stableToken()).access_token ?? "").get()).toMatchObject({ errcode: 0 });
});

test("is set over HTTP too", async () => {
  const faults = [busy({ lastsMs: 300, match: { endpoint: ["qrcodejumpget", "stable_token"] } })];
  await postJson(`${emulator().url}/__emulator/faults`, faults);
  expect(await readsEvery100Ms(4)).toEqual([-1, -1, -1, 0]);
});

function stableToken() {
  const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET };
  return postJson(`${emulator().url}/cgi-bin/stable_token`, body);
}
