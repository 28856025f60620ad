import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, dirname } from "node:path";
import execa from "execa";
import { describeWithCli } from "../engine/support";
import { ACCOUNT, BIN, SECRET, SHOP, withProject, type Project } from "./support";

interface Check {
  name: string;
  verdict: string;
  message: string;
}

const shop = `- {prefix: "${SHOP}", path: pages/shop/index}`;

async function examine(project: Project, env: NodeJS.ProcessEnv = {}): Promise<Record<string, Check>> {
  project.rules(shop);
  const { stdout } = await project.run(["doctor", "--json"], env);
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

const verdicts = (checks: Record<string, Check>) =>
  Object.fromEntries(Object.values(checks).map(({ name, verdict }) => [name, verdict]));

const FINE = {
  settings: "ok",
  token: "ok",
  "IP allow-list": "ok",
  permission: "ok",
  publishes: "ok",
  "feature switch": "ok",
  clock: "ok",
};

describe("doctor", () => {
  test("finds nothing where all is well with WeChat", () =>
    withProject(async (project) => {
      const checks = await examine(project);
      expect(verdicts(checks)).toMatchObject(FINE);
      expect(checks["settings"]?.message).toBe(
        `read from Pulumi.dev.yaml and the environment: appSecret of ${ACCOUNT}`,
      );
      expect(checks["publishes"]?.message).toBe("100 publishes left this month");
    }));

  test("works on the environment alone outside of a project", () =>
    withProject(async (project) => {
      const env = { WECHAT_ENDPOINT: project.emulator.url, WECHAT_APP_ID: ACCOUNT };
      const { stdout } = await execa(process.execPath, [BIN, "doctor", "--json"], {
        cwd: "/",
        env: { ...env, WECHAT_APP_SECRET: SECRET },
        reject: false,
      });
      const { checks } = JSON.parse(stdout) as { checks: Check[] };
      expect(checks.find(({ name }) => name === "settings")?.message).toMatch(/^read from the environment: appSecret/);
      expect(checks.find(({ name }) => name === "permission")?.verdict).toBe("ok");
    }));

  test("names settings and variables that are misspelt, and goes on with the others", () =>
    withProject(async (project) => {
      project.write(
        "Pulumi.dev.yaml",
        `${project.read("Pulumi.dev.yaml")}  wechat-qr-jump:maxDelete: 0\n  wechat-qr-jump:onDrift: heals\n`,
      );
      const { stdout, exitCode } = await project.run(["doctor"], { WECHAT_MAX_DELETE: "0", WECHAT_ON_DRIFT: "" });
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        /^FIX {5}setting: Pulumi\.dev\.yaml:\d+:3: wechat-qr-jump:maxDelete is not a setting; did you/m,
      );
      expect(stdout).toMatch(
        /^FIX {5}setting: Pulumi\.dev\.yaml:\d+:\d+: wechat-qr-jump:onDrift must be one of warn, heal/m,
      );
      expect(stdout).toMatch(/^note {4}setting: The environment variable WECHAT_MAX_DELETE is not one of this tool's/m);
    }));

  test("prints the address that WeChat saw where the allow-list lacks it", () =>
    withProject(
      async (project) => {
        const checks = await examine(project);
        expect(verdicts(checks)).toMatchObject({
          token: "skipped",
          "IP allow-list": "finding",
          permission: "skipped",
          publishes: "skipped",
        });
        expect(checks["IP allow-list"]?.message).toMatch(
          /40164 .*\(it saw 203\.0\.113\.7\).*; add the address to the IP allow-list/,
        );
        const { exitCode, stdout } = await project.run(["doctor"]);
        expect(exitCode).toBe(1);
        expect(stdout).toMatch(/^FIX {5}IP allow-list: .*203\.0\.113\.7/m);
      },
      { ipAllowList: ["198.51.100.1"] },
    ));

  test("tells a missing permission", () =>
    withProject(
      async (project) => {
        const checks = await examine(project);
        expect(verdicts(checks)).toMatchObject({ token: "ok", permission: "finding", publishes: "skipped" });
        expect(checks["permission"]?.message).toMatch(/48001 the account has no permission/);
      },
      { notGranted: [ACCOUNT] },
    ));

  test("tells a wrong secret, settings that are missing, and a WeChat that is down", () =>
    withProject(async (project) => {
      expect((await examine(project, { WECHAT_APP_SECRET: "no-such-secret" }))["token"]).toMatchObject({
        verdict: "finding",
        message: expect.stringContaining("40125 the app secret is wrong") as string,
      });
      expect((await examine(project, { WECHAT_APP_SECRET: "" }))["settings"]).toMatchObject({
        verdict: "finding",
        message: expect.stringContaining("No WeChat credentials") as string,
      });
      const down = await examine(project, { WECHAT_ENDPOINT: "http://127.0.0.1:9" });
      expect(verdicts(down)).toMatchObject({ token: "finding", permission: "skipped", clock: "skipped" });
      expect(project.transcript).not.toContain("no-such-secret");
    }));

  test("tells a month whose publishes are used up", () =>
    withProject(
      async (project) => {
        expect((await examine(project))["publishes"]).toMatchObject({
          verdict: "finding",
          message: expect.stringMatching(/^none left this month/) as string,
        });
      },
      { publishQuota: 0 },
    ));

  test.each([
    [-10, "finding", /^this machine is 10 minutes ahead of WeChat; set its clock/],
    [10, "finding", /^this machine is 10 minutes behind WeChat/],
    [4, "ok", /^right$/],
  ])("compares the clock with WeChat's, which is %i minutes ahead", (minutes, verdict, message) =>
    withProject(async (project) => {
      const proxy = await altered(project.emulator.url, (answer) => answer, minutes);
      const checks = await examine(project, { WECHAT_ENDPOINT: proxy.url });
      await proxy.close();
      expect(checks["clock"]).toMatchObject({ verdict, message: expect.stringMatching(message) as string });
    }),
  );

  test("takes a feature switch that is off for a note, and nothing more", () =>
    withProject(async (project) => {
      const proxy = await altered(project.emulator.url, (answer) =>
        answer.replace('"qrcodejump_open":1', '"qrcodejump_open":0'),
      );
      const checks = await examine(project, { WECHAT_ENDPOINT: proxy.url });
      await proxy.close();
      expect(verdicts(checks)).toMatchObject({ ...FINE, "feature switch": "note" });
    }));

  test("tells that there is no Pulumi CLI", () =>
    withProject(async (project) => {
      const checks = await examine(project, { PATH: `${project.folder}/nothing` });
      expect(checks["Pulumi CLI"]).toMatchObject({
        verdict: "finding",
        message: 'no working "pulumi" on PATH; install it from https://www.pulumi.com/docs/install/',
      });
    }));
});

describeWithCli("doctor with the real CLI", () => {
  test("ends with 0 where nothing is to be mended", () =>
    withProject(async (project) => {
      project.rules(shop);
      const bin = process.env["WECHAT_QR_JUMP_PULUMI_BIN"];
      const path = [...(bin ? [bin] : []), process.env["PATH"], dirname(process.execPath)].join(delimiter);
      const { exitCode, stdout } = await project.run(["doctor"], { PATH: path });
      expect(stdout).toMatch(/^ok {6}Pulumi CLI: v\d/m);
      expect(exitCode).toBe(0);
    }));
});

/** WeChat behind a proxy that changes its answers and its clock. */
async function altered(
  target: string,
  change: (answer: string) => string,
  minutesAhead = 0,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = await fetch(target + request.url, { method: "POST", body: Buffer.concat(chunks).toString() });
      response.setHeader("date", new Date(Date.now() + minutesAhead * 60_000).toUTCString());
      response.end(change(await answer.text()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
