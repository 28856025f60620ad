import { setTimeout as sleep } from "node:timers/promises";
import type { CallRecord, Emulator } from "../../emulator";
import type { Stack } from "./stack";
import { describeWithCli, live, withStack } from "./support";

const SHOPS = ["0", "1", "2", "3", "4", "5"].map((digit) => `wxe5f52902cf4de89${digit}`);

function rule(n: number, appid: string | undefined, path: string): string {
  return `- {prefix: "http://weixin.qq.com/q/02P5KzM_${n}", appid: ${appid}, path: ${path}}`;
}

type Refused = Pick<CallRecord, "endpoint" | "errcode">;

/** A run that no other has come just before. @returns the calls that WeChat refused. */
async function change(stack: Stack, emulator: Emulator, rules: string[], ...flags: string[]): Promise<Refused[]> {
  await sleep(1_000);
  const from = emulator.calls().length;
  stack.writeRules(rules.join("\n"));
  await stack.up(...flags);
  const calls = emulator.calls().map(({ endpoint, errcode }) => ({ endpoint, errcode }));
  return calls.slice(from).filter(({ errcode }) => errcode !== 0);
}

/** The program and the provider do not know of each other's reads: a read too fast is sent again, and slows nothing else down. */
function otherThanReadsTooFast(refused: Refused[]): Refused[] {
  return refused.filter(({ endpoint, errcode }) => endpoint !== "qrcodejumpget" || errcode !== 44990);
}

describeWithCli("the program and the provider together", () => {
  // The program reads each of 5 mini programs at once; of 6 it reads the last when the provider is about to read the first.
  test.each([5, 6])(
    "have no write refused for its pace where rules of %p mini programs are made and changed",
    (count) =>
      withStack(async (stack, emulator) => {
        const shops = SHOPS.slice(0, count);
        const rules = (path: string): string[] => shops.map((appid, n) => rule(n, appid, path));
        expect(otherThanReadsTooFast(await change(stack, emulator, rules("pages/a")))).toEqual([]);
        expect(otherThanReadsTooFast(await change(stack, emulator, rules("pages/b")))).toEqual([]);
        expect(Object.values(live(emulator))).toEqual(shops.map(() => "pages/b"));
      }),
  );

  test("keep within a second's 5 where some of many rules are changed, and read one after the other", () =>
    withStack(
      async (stack, emulator) => {
        const rules = (path: string): string[] =>
          Array.from({ length: 60 }, (_, n) => rule(n, SHOPS[0], n < 10 ? path : "pages/a"));
        expect(await change(stack, emulator, rules("pages/a"))).toEqual([]);
        expect(await change(stack, emulator, rules("pages/b"))).toEqual([]);
        expect(await change(stack, emulator, rules("pages/c"), "--refresh")).toEqual([]);
      },
      { latencyMs: 25, minuteLimit: 10_000 },
    ));
});
