import { APPID, BUS, DOOR, SHOP, withProject, type Project } from "./support";

const ODD = "pages/x?a=\u001b[31m\n::warning::owned\u202e##[error]x";
const SHOWN = "pages/x?a=\\u001b[31m\\n\\u003a:warning::owned\\u202e\\u0023#[error]x";
const ODD_PREFIX = "https://qr.example.com/\u001b\n::error::店/";

/** Rules as they were made in the console, by somebody who wants to be read as something else. */
function prepare(project: Project): void {
  project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}\n- {prefix: "${DOOR}", appid: ${APPID}, path: pages/x}`);
  project.plant(
    { prefix: SHOP, path: ODD, state: 2, debugUrls: [`${SHOP}\r1`] },
    { prefix: DOOR, appid: APPID, path: "pages/x\u2028y", state: 2 },
    { prefix: BUS, path: ODD, state: 2 },
    { prefix: ODD_PREFIX, path: "pages/x", state: 2 },
    { prefix: "::warning::https://qr.example.com/", path: "pages/x", state: 2 },
  );
}

/** Fails for anything that acts on a terminal or in the log of a CI system. */
function expectPlain({ stdout, stderr }: { stdout: string; stderr: string }): void {
  for (const line of `${stdout}\n${stderr}`.split("\n")) {
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(line).not.toMatch(/::(warning|error)|##\[/);
  }
}

describe("text that somebody else wrote", () => {
  test.each([
    ["check", ["check", "--live"]],
    ["import", ["import", "--file", "rules.yaml"]],
    ["doctor", ["doctor"]],
    ["report", ["report", "--out", "r.html"]],
  ])("is shown on its own line, without control characters or commands: %s", (_name, args) =>
    withProject(async (project) => {
      prepare(project);
      expectPlain(await project.run(args));
    }),
  );

  test("is shown as an escape, and as it is in JSON", () =>
    withProject(async (project) => {
      prepare(project);
      const { stdout } = await project.run(["check", "--live"]);
      expect(stdout).toContain(`path is declared pages/shop/index, live ${SHOWN}; debugUrls is declared [], live`);
      expect(stdout).toContain(`unmanaged  ${BUS}: live ${SHOWN} (published`);
      expect(stdout.split("\n")).toHaveLength(9);
      const { stacks } = JSON.parse((await project.run(["check", "--live", "--json"])).stdout) as {
        stacks: { live: { prefix: string; live: { path: string } }[] }[];
      };
      expect(stacks[0]?.live.find(({ prefix }) => prefix === BUS)?.live.path).toBe(ODD);
    }));

  test("is visible on the report's page", () =>
    withProject(async (project) => {
      prepare(project);
      await project.run(["report", "--out", "r.html"]);
      const page = project.read("r.html");
      expect(page.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(page).toContain("\\u202e");
    }));

  test("is cut and searched for secrets where WeChat explains a code that is not known", () =>
    withProject(async (project) => {
      project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
      const errmsg = `no\n::error::\u001b[0m emulator-secret ${"far too long ".repeat(100)}`;
      for (const args of [["check", "--live"], ["import"], ["report", "--out", "r.html"], ["ownership-file"]]) {
        project.emulator.setFaults([
          { kind: "json", body: { errcode: 99999, errmsg }, match: { endpoint: "stable_token" } },
        ]);
        const said = await project.fail(args);
        expect(said).toContain('99999 WeChat answers "no\\n\\u003a:error::\\u001b[0m *** far too long');
        expect(said.length).toBeLessThan(400);
      }
    }));
});
