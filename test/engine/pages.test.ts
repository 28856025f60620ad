import { ACCOUNT, type Stack } from "./stack";
import { describeWithCli, live, withStack } from "./support";
import type { Emulator } from "../../emulator";

const url = (name: string): string => `https://qr.example.com/${name}`;
const rule = (name: string, path: string): string => `- {prefix: "${url(name)}", path: "${path}"}\n`;
const GONE = `page pages/gone of ${url("b")} is not in the released version of the mini program (41030); publish the version that has it, or correct the path.`;

const asked = (emulator: Emulator): unknown[] =>
  emulator
    .calls()
    .filter(({ endpoint }) => endpoint === "getwxacodeunlimit")
    .map(({ body }) => (body as { page: string }).page);

const oneLine = (output: string): string => output.replace(/\s+/g, " ");
const warnings = (output: string): string[] => output.match(/^\s*warning: .*/gm) ?? [];

function declareTwo(stack: Stack, emulator: Emulator): void {
  emulator.setOptions({ pages: { [ACCOUNT]: ["pages/a"] } });
  stack.writeRules(rule("a", "pages/a?id=1") + rule("b", "pages/gone?id=2"));
}

describeWithCli("checkPages", () => {
  test("warns at preview of a new page that is missing, lets up go on, and looks only at what changes", () =>
    withStack(async (stack, emulator) => {
      declareTwo(stack, emulator);
      expect(await stack.succeed("preview")).not.toContain("41030");
      expect(asked(emulator)).toEqual([]);

      stack.set("wechat-qr-jump:checkPages", true);
      const preview = await stack.succeed("preview");
      expect(oneLine(preview)).toContain(GONE);
      expect(warnings(preview)).toHaveLength(1);
      expect(asked(emulator).sort()).toEqual(["pages/a", "pages/gone"]);

      const up = await stack.succeed("up", "--yes");
      expect(oneLine(up)).toContain(GONE);
      expect(warnings(up)).toHaveLength(1);
      expect(live(emulator)).toEqual({ [url("a")]: "pages/a?id=1", [url("b")]: "pages/gone?id=2" });
      expect(asked(emulator)).toHaveLength(4);

      expect(await stack.succeed("up", "--yes")).toMatch(/3 unchanged/);
      expect(asked(emulator)).toHaveLength(4);
      stack.writeRules(rule("a", "pages/a?id=1") + rule("b", "pages/gone/too"));
      await stack.up();
      expect(asked(emulator)).toHaveLength(4);
      stack.writeRules(rule("a", "pages/a?id=3") + rule("b", "pages/gone/too"));
      expect(await stack.succeed("preview")).not.toContain("41030");
      expect(asked(emulator).slice(4)).toEqual(["pages/a"]);
    }));

  test("never fails a preview: it says why it could not look, after some seconds at most", () =>
    withStack(async (stack, emulator) => {
      declareTwo(stack, emulator);
      stack.set("wechat-qr-jump:checkPages", true);
      const beganMs = Date.now();
      await stack.succeed("preview");
      const usualMs = Date.now() - beganMs;
      emulator.setFaults([{ kind: "timeout", match: { endpoint: "getwxacodeunlimit" }, times: 99 }]);
      const slowMs = Date.now();
      expect(oneLine(await stack.succeed("preview"))).toContain("2 pages could not be looked at: 5 s were not enough.");
      expect(Date.now() - slowMs).toBeLessThan(usualMs + 15_000);

      emulator.setFaults([{ kind: "errcode", code: 45009, match: { endpoint: "getwxacodeunlimit" }, times: 99 }]);
      const refused = await stack.succeed("up", "--yes");
      expect(oneLine(refused)).toMatch(/2 pages could not be looked at: look for page \S+: 45009 /);
      expect(warnings(refused)).toEqual([]);
      expect(Object.keys(live(emulator))).toHaveLength(2);
    }));
});
