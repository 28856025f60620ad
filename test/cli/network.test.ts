import { existsSync } from "node:fs";
import { join } from "node:path";
import { faultNamed, startNetwork, type Network } from "../network";
import { Project, withProject } from "./support";

const FAULTS = [
  "no such host",
  "no such proxy",
  "refused",
  "accepted, closed",
  "CONNECT closed",
  "CONNECT 200, silence",
  "TLS closed",
  "TLS certificate not trusted",
  "101 Switching Protocols",
  "headers without end",
  "body without end",
  "empty body",
].map(faultNamed);

const COMMANDS = [["check", "--live"], ["import"], ["report", "--out", "report.html"], ["doctor"]];
const RULE = '- {prefix: "https://qr.example.com/a", path: pages/a}';

/** Runs `test` with a network before the emulator. */
async function withNetwork(test: (project: Project, network: Network) => Promise<void>): Promise<void> {
  await withProject(async (project) => {
    project.rules(RULE);
    const network = await startNetwork(project.emulator.url);
    try {
      await test(project, network);
    } finally {
      await network.close();
    }
  });
}

describe("every command", () => {
  // Side by side: most of it is waiting between tries.
  it.concurrent.each(FAULTS.map((fault) => [fault.name, fault] as const))(
    "ends with exit code 1, says what failed and writes no file where the network fails by: %s",
    (_, fault) =>
      withNetwork(async (project, network) => {
        const file = project.read("Pulumi.dev.yaml");
        await network.strike(fault.layer === "look-up" ? [] : [{ fault }]);
        const { endpoint, env } = network.way(fault.route, fault);
        const surroundings = { WECHAT_ENDPOINT: endpoint, WECHAT_TIMEOUT_SECONDS: "1", ...env };
        const ends = await Promise.all(COMMANDS.map((args) => project.run(args, surroundings)));
        expect(ends.map(({ exitCode }) => exitCode)).toEqual(COMMANDS.map(() => 1));
        for (const { stdout, stderr } of ends) expect(`${stdout}${stderr}`.trim()).not.toBe("");
        expect(project.read("Pulumi.dev.yaml")).toBe(file);
        expect(existsSync(join(project.folder, "report.html"))).toBe(false);
      }),
  );
});

describe("behind a proxy that asks for a name and a password", () => {
  test.each([
    ["a name", (endpoint: string) => endpoint],
    ["an address", (endpoint: string) => endpoint.replace("localhost", "127.0.0.1")],
  ])("the command reads WeChat over HTTPS, whose certificate of %s NODE_EXTRA_CA_CERTS makes known", (_what, of) =>
    withProject(async (project) => {
      project.rules(RULE);
      const network = await startNetwork(project.emulator.url, { credentials: "user:password" });
      const { endpoint, env } = network.way("proxy");
      const { exitCode, stdout } = await project.run(["check", "--live"], { WECHAT_ENDPOINT: of(endpoint), ...env });
      await network.close();
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining("missing") as string });
    }),
  );
});
