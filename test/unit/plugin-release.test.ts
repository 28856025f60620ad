import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { packageVersion } from "../../provider/system/package-version";
import { layPlugin, pack } from "../../tools/plugin";

const NAME = "pulumi-resource-wechat-qr-jump";
const TARBALL_LIMIT = 500_000;

let folder: string;
const release = (name = ""): string => join(folder, "release", name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-release-"));
  mkdirSync(release());
  await layPlugin(join(folder, "plugin"));
  await pack(join(folder, "plugin"), release());
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a release is one small tarball under the name of each system, and its checksums", () => {
  const systems = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64", "windows-arm64"];
  const names = systems.map((system) => `${NAME}-v${packageVersion()}-${system}.tar.gz`);
  expect(readdirSync(release()).sort()).toEqual(["checksums.txt", ...names]);
  const sums = names.map((name) =>
    createHash("sha256")
      .update(readFileSync(release(name)))
      .digest("hex"),
  );
  expect(new Set(sums).size).toBe(1);
  const listed = readFileSync(release("checksums.txt"), "utf8").trim().split("\n").sort();
  expect(listed).toEqual(names.map((name, index) => `${sums[index]}  ${name}`).sort());
  expect(statSync(release(names[0])).size).toBeLessThan(TARBALL_LIMIT);
});

test("an unpacked plugin starts by its launcher, alone with Node.js, and says so where there is none", async () => {
  const unpacked = join(folder, "unpacked");
  mkdirSync(unpacked);
  await execa("tar", ["-xzf", release(`${NAME}-v${packageVersion()}-linux-amd64.tar.gz`), "-C", unpacked]);
  expect(readdirSync(unpacked)).toContain(`${NAME}.cmd`);
  const launcher = join(unpacked, NAME);
  const plugin = execa(launcher, ["127.0.0.1:1"], { cwd: tmpdir(), buffer: false });
  const [line] = (await plugin.stdout?.take(1).toArray()) as Buffer[];
  expect(line?.toString()).toMatch(/^\d+\n$/);
  plugin.kill("SIGKILL");
  await plugin.catch(() => undefined);
  const { stderr, exitCode } = await execa("/bin/sh", [launcher], {
    env: { PATH: folder },
    extendEnv: false,
    reject: false,
  });
  expect([exitCode, stderr]).toEqual([1, `${NAME}: there is no node on PATH; install Node.js 20.19 or newer`]);
});

test("an unpacked plugin says so where Node.js is older than package.json allows", async () => {
  const { engines } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const [, major = "", minor = ""] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
  const startedBy = async (version: string): Promise<string> => {
    const pretend = join(folder, "pretend.cjs");
    writeFileSync(pretend, `Object.defineProperty(process.versions, "node", { value: "${version}" });`);
    const start = ["--require", pretend, join(folder, "plugin", "start.js"), "127.0.0.1:1"];
    const { all = "", exitCode } = await execa(process.execPath, start, { reject: false, all: true, timeout: 2_000 });
    return exitCode === 1 ? all : "";
  };
  for (const old of ["12.22.9", "18.20.8", `${major}.${Number(minor) - 1}.9`]) {
    expect(await startedBy(old)).toBe(
      `${NAME}: Node.js ${old} at ${process.execPath} is too old; install Node.js ${major}.${minor} or newer`,
    );
  }
  for (const good of [`${major}.${minor}.0`, `${Number(major) + 1}.0.0`]) expect(await startedBy(good)).toBe("");
});

test("the bundle loads nothing that a machine without packages lacks", () => {
  const bundle = readFileSync(join(folder, "plugin", "dist", "plugin", "main.js"), "utf8");
  const loaded = [...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
  expect(loaded).toContain("node:fs");
  expect(loaded.filter((name) => !isBuiltin(name))).toEqual([]);
  expect(bundle).not.toMatch(/createRequire\)?\((?!process\.cwd)/);
});

test("the bundle is in ASCII, of which Node.js keeps half as many bytes, and its messages are what they were", () => {
  const bundle = readFileSync(join(folder, "plugin", "dist", "plugin", "main.js"), "utf8");
  expect(bundle).not.toMatch(/[^\0-\x7f]/);
  expect(bundle).toContain("an original id (\\u539f\\u59cbID)");
});

test("the bundle has nothing of TypeScript or of Pulumi's closure serializer, and the licenses of all that it has", () => {
  const bundle = readFileSync(join(folder, "plugin", "dist", "plugin", "main.js"), "utf8");
  expect(bundle).not.toContain("createSourceFile");
  expect(bundle).not.toContain("serializeFunctionAsync");
  expect(bundle).not.toMatch(/mime-db|protobufjs/);
  const licenses = readFileSync(join(folder, "plugin", "LICENSES-OF-OTHERS"), "utf8");
  for (const name of ["@grpc/grpc-js", "axios", "google-protobuf", "zod"]) expect(licenses).toContain(`${name}\n`);
});
