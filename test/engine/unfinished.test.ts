import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import execa from "execa";
import { startEmulator, type Emulator } from "../../emulator";
import { Stack } from "./stack";
import { describeWithCli, live, writes } from "./support";

const TWELVE = Array.from({ length: 12 }, (_, n) => `https://qr.example.com/${n}`);
const yaml = TWELVE.map((prefix) => `- {prefix: "${prefix}", path: pages/index/index}`).join("\n");
const UP = ["up", "--yes", "--skip-preview"];

/** Gives the stack a program of its own, which has its twelve rules as `rules`. */
function program(code: string): void {
  const rules = JSON.stringify(TWELVE.map((prefix) => ({ prefix, path: "pages/index/index" })));
  const head = `const { declareRules, QrCodeJumpRule } = require("pulumi-wechat-qr-jump"); const rules = ${rules};`;
  writeFileSync(join(stack.folder, "own.js"), `${head}\n${code}`);
  const project = join(stack.folder, "Pulumi.yaml");
  writeFileSync(project, readFileSync(project, "utf8").replace("main: program.js", "main: own.js"));
}

let emulator: Emulator;
let stack: Stack;

/** All tests of a group share a stack whose twelve rules are live. */
function describeWithTwelve(name: string, tests: () => void): void {
  describeWithCli(name, () => {
    beforeAll(async () => {
      emulator = await startEmulator();
      stack = await Stack.create(emulator);
      stack.writeRules(yaml);
      await stack.up();
    });
    afterAll(async () => {
      expect(stack.leaks()).toEqual([]);
      stack.dispose();
      await emulator.close();
    });
    tests();
  });
}

/** Expects a command to fail and to leave all twelve rules in WeChat and in the state. @returns what it printed, in one line. */
async function keepsAll(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const before = emulator.calls().length;
  const output = await stack.fail(args, env);
  expect(writes(emulator, before)).toEqual([]);
  expect(Object.keys(live(emulator))).toHaveLength(12);
  expect(await stack.resources()).toHaveLength(12);
  return output.replace(/\s+/g, " ");
}

/** A server below HTTP. */
async function listen(serve: (socket: Socket) => void): Promise<{ address: string; close: () => void }> {
  const server = createServer((socket) => serve(socket.on("error", () => undefined)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

describeWithTwelve("a network that keeps the program from declaring its rules", () => {
  test("deletes nothing: a proxy that closes connections before it answers CONNECT", async () => {
    const proxy = await listen((socket) => socket.once("data", () => socket.end()));
    const env = { HTTPS_PROXY: `http://${proxy.address}`, WECHAT_ENDPOINT: "https://api.weixin.qq.com" };
    for (const args of [["preview"], ["up", "--yes"], UP]) {
      expect(await keepsAll(args, env)).toContain("Proxy connection ended");
    }
    proxy.close();
  });

  test("deletes nothing: an answer of 101 Switching Protocols, or none", async () => {
    const answers = ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n", ""];
    for (const answer of answers) {
      const server = await listen((socket) => socket.once("data", () => void (answer && socket.write(answer))));
      const env = { WECHAT_ENDPOINT: `http://${server.address}`, WECHAT_TIMEOUT_SECONDS: "0.5" };
      const output = await keepsAll(UP, env);
      expect(output).toContain(answer ? "HTTP 101 Switching Protocols" : "no answer within 0.5 s");
      server.close();
    }
  });
});

describeWithTwelve("a program of one's own that does not declare all its rules", () => {
  test.each<[string, string]>([
    ["catches a refusal", "try { await declareRules(rules.slice(0, 5)); } catch {}"],
    ["catches a refusal and ends the process", "await declareRules(rules.slice(0, 5)).catch(() => process.exit(0));"],
    ["ends the process while WeChat is read", "setTimeout(() => process.exit(0), 10); await declareRules(rules);"],
    ["ends the process once declareRules is done", "await declareRules(rules); process.exit(0);"],
    ["waits for ever after a refusal", "declareRules(rules.slice(0, 5)).catch(() => {}); await new Promise(() => {});"],
    [
      "has an exit handler that sets the code",
      "declareRules(rules); process.on('exit', () => process.exit(0)); process.exit();",
    ],
    ["is killed", "declareRules(rules); process.kill(process.pid, 'SIGKILL');"],
  ])("ends with an error and deletes nothing: %s", async (_what, code) => {
    program(`module.exports = async () => { ${code} };`);
    await keepsAll(UP);
  });

  test("says what it did wrong, at preview too", async () => {
    program("module.exports = async () => { try { await declareRules(rules.slice(0, 5)); } catch {} };");
    const swallowed = await keepsAll(["preview"]);
    expect(swallowed).toContain("the program went on although its rules were refused");
    expect(swallowed).toContain("This change deletes 7 of the stack's 12 rules");
    program("module.exports = async () => { declareRules(rules); process.exit(0); };");
    expect(await keepsAll(["preview"])).toContain(
      "A program must wait for declareRules (await it, or return its promise), and must not call process.exit.",
    );
  });
});

describeWithTwelve("a program that ends with exit code 0 all the same", () => {
  // Nothing in a program can hold this: it was there before the package was loaded, and skips every handler.
  const leave = "const leave = process.reallyExit.bind(process, 0);";

  test.each<[string, string]>([
    ["before it calls declareRules", "leave();"],
    ["while its rules are being read", "declareRules(rules); setTimeout(leave, 10);"],
    ["after a refusal", "await declareRules(rules.slice(0, 5)).catch(leave);"],
    ["before the engine has its rules", "await declareRules(rules); leave();"],
    ["and waits for ever for something else first", "await new Promise(() => {}); await declareRules(rules);"],
    ["and declares nothing at all", ""],
  ])("is noticed by the provider, which deletes nothing: %s", async (_what, code) => {
    const path = join(stack.folder, "leave.js");
    writeFileSync(path, `${leave} globalThis.leave = leave;`);
    program(`module.exports = async () => { ${code} };`);
    const output = await keepsAll(UP, { NODE_OPTIONS: `--require ${path}` });
    expect(output).toMatch(/ended before all its rules were declared|declared no rule at all/);
  });
});

describeWithTwelve("a program inside another one's process, which has no exit code of its own", () => {
  test.each<[string, string]>([
    ["after a refusal", "declareRules(rules.slice(0, 5)).catch(() => {})"],
    [
      "after the refusal of a second list",
      "declareRules(rules.slice(1)).then(() => declareRules([{}])).catch(() => {})",
    ],
  ])(
    "is noticed by the provider where it goes on %s; the next run of the process is its own",
    async (_what, program) => {
      const code = `
      const { LocalWorkspace } = require("@pulumi/pulumi/automation");
      const { declareRules } = require("pulumi-wechat-qr-jump");
      const rules = ${JSON.stringify(TWELVE.map((prefix) => ({ prefix, path: "pages/index/index" })))};
      const up = async (work) => {
        const program = () => work().then(() => undefined);
        const args = { stackName: "dev", projectName: "wechat-qr-jump", program };
        const stack = await LocalWorkspace.createOrSelectStack(args, { workDir: "." });
        await stack.up().then(() => console.log("up ended well"), (error) => console.log(error.message));
      };
      up(() => ${program}).then(() => up(() => declareRules(rules)));`;
      const { stdout, exitCode } = await execa(process.execPath, ["-e", code], {
        cwd: stack.folder,
        env: stack.environment(),
        extendEnv: false,
      });
      expect(stdout).toContain("the program ended before all its rules were declared");
      expect(stdout).toMatch(/up ended well\n?$/);
      expect(exitCode).toBe(0);
      expect(Object.keys(live(emulator))).toHaveLength(12);
      expect(await stack.resources()).toHaveLength(12);
    },
  );
});

/** Leaves the file of a run that was refused, or whose provider was killed, at every address that an engine of the next run may get. */
function leaveFilesOfEarlierRuns(tmpdir: string, stage: "begun" | "complete"): void {
  const folder = join(tmpdir, `wechat-qr-jump-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const told = { stage, cli: "1-1", declared: [], recorded: [], change: [], leave: TWELVE };
  const [from = 0, to = 0] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/).map(Number);
  for (let port = from; port <= to; port++) {
    writeFileSync(join(folder, `127-0-0-1-${port}`), JSON.stringify(told));
    writeFileSync(join(folder, `127-0-0-1-${port}.unproven`), `${JSON.stringify(TWELVE[0])}\n`);
  }
}

describeWithTwelve("what an earlier run leaves at the address of this run's engine", () => {
  test("does not vouch for a program that declares nothing", async () => {
    stack.env = { TMPDIR: join(stack.folder, "tmp") };
    leaveFilesOfEarlierRuns(stack.env["TMPDIR"] ?? "", "complete");
    // More than the clocks may differ by.
    await sleep(3_000);
    program("");
    expect(await keepsAll(UP)).toContain("declared no rule at all");
  });

  test("says nothing about a program that declares its rules without declareRules", async () => {
    stack.env = { TMPDIR: join(stack.folder, "tmp") };
    leaveFilesOfEarlierRuns(stack.env["TMPDIR"] ?? "", "begun");
    program(
      "module.exports = async () => { for (const rule of rules.slice(1)) new QrCodeJumpRule(rule.prefix, { ...rule, path: 'pages/b' }); };",
    );
    await stack.up();
    expect(Object.values(live(emulator))).toEqual(Array.from({ length: 11 }, () => "pages/b"));
  });
});

describeWithTwelve("deletes that are meant", () => {
  test("are made: a rule that is removed, with --target, with --run-program, and all of a program that allows it", async () => {
    stack.env = { TMPDIR: join(stack.folder, "tmp") };
    leaveFilesOfEarlierRuns(stack.env["TMPDIR"] ?? "", "begun");
    program("module.exports = async () => { await declareRules(rules.slice(1)); };");
    const first = (await stack.resources()).find(({ id }) => id === TWELVE[0]);
    await stack.up("--target", first?.urn ?? "");
    expect(Object.keys(live(emulator))).toHaveLength(11);
    program(
      "module.exports = async () => { for (const rule of rules.slice(3)) new QrCodeJumpRule(rule.prefix, rule); };",
    );
    await stack.up();
    expect(Object.keys(live(emulator))).toHaveLength(9);
    program("");
    expect((await stack.run(UP, { WECHAT_MAX_DELETES: "9" })).exitCode).toBe(0);
    expect(live(emulator)).toEqual({});
    program("module.exports = async () => { await declareRules(rules); };");
    await stack.up();
    await stack.destroy("--run-program");
    expect(live(emulator)).toEqual({});
  });
});
