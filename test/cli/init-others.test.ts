import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { describeWithCli } from "../engine/support";
import { ACCOUNT, APPID, SECRET, withFolder, type Folder } from "./init-folder";

const ARGS = ["--stack", "dev", "--account", ACCOUNT, "--no-import", "--yes"];
const GIVEN = { WECHAT_APP_SECRET: SECRET };
const PROJECT = "name: codes\nruntime: nodejs\n";

const stacks = async (folder: Folder) => JSON.parse(await folder.succeed("stack", "ls", "--json")) as unknown[];

function selected(folder: Folder): string {
  const home = join(folder.root, "home", "workspaces");
  return readdirSync(home)
    .map((file) => readFileSync(join(home, file), "utf8"))
    .join();
}

function plantMany(emulator: Emulator): void {
  emulator.putRules(
    Array.from({ length: 1200 }, (_, n) => ({
      account: ACCOUNT,
      prefix: `http://weixin.qq.com/q/02P5KzM_${n}`,
      appid: APPID,
      path: `pages/a-rather-long-name-of-a-page/index?id=${n}`,
      state: 2 as const,
    })),
  );
}

describeWithCli("init beside another stack", () => {
  test("writes many rules into a file that the other stack does not read", () =>
    withFolder(async (folder, emulator) => {
      plantMany(emulator);
      folder.put("Pulumi.yaml", PROJECT);
      folder.put("Pulumi.prod.yaml", "config:\n  wechat-qr-jump:rulesFiles: ['rules/*.yaml']\n");
      mkdirSync(join(folder.folder, "rules"));
      folder.put("rules/imported.dev.yaml", "- {prefix: https://qr.example.com/a, path: pages/a}\n");
      const args = ["--stack", "dev", "--account", ACCOUNT, "--appid", APPID, "--import", "--yes"];
      expect((await folder.init(args, GIVEN)).exitCode).toBe(0);
      expect(folder.read("rules/imported.dev.yaml")).toBe("- {prefix: https://qr.example.com/a, path: pages/a}\n");
      expect(folder.read("Pulumi.dev.yaml")).toMatch(/rulesFiles:\n +- rules\/dev\/imported\.yaml\n/);
      expect(folder.read("rules/dev/imported.yaml").match(/prefix/g)).toHaveLength(1200);
    }));

  test.each<[string, (folder: Folder) => void, number]>([
    ["an end", () => undefined, 0],
    ["a failure", (folder) => folder.beforePulumi('[ "$1" = config ] && exit 9'), 1],
  ])("leaves the selected stack selected at %s", (_, begin, expected) =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", PROJECT);
      await folder.succeed("stack", "init", "prod");
      begin(folder);
      expect((await folder.init(ARGS, GIVEN)).exitCode).toBe(expected);
      expect(selected(folder)).toMatch(/"organization\/codes\/prod"/);
    }),
  );
});

describeWithCli("init while others write", () => {
  test("keeps a file of a project that has appeared", () =>
    withFolder(async (folder) => {
      folder.beforePulumi(`[ "$1" = whoami ] && echo mine > .gitignore`);
      const { exitCode, stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(/\.gitignore has appeared meanwhile; run this again\. What was written was taken back\.$/);
      expect(exitCode).toBe(1);
      expect(folder.files).toEqual([".gitignore"]);
      expect(folder.read(".gitignore")).toBe("mine\n");
    }));

  test("keeps a stack file that has appeared", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", PROJECT);
      folder.beforePulumi(`[ "$1 $2" = "stack --show-name" ] && echo 'config: {a:b: c}' > Pulumi.dev.yaml`);
      const { stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toBe(
        "Pulumi.dev.yaml was changed by something else meanwhile; run this again. What was written was taken back.",
      );
      expect(folder.read("Pulumi.dev.yaml")).toBe("config: {a:b: c}\n");
      expect(folder.files).toEqual(["Pulumi.dev.yaml", "Pulumi.yaml"]);
    }));

  test("does not overwrite a stack file that was changed when it takes back", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", PROJECT);
      folder.put("Pulumi.dev.yaml", "config: {}\n");
      folder.beforePulumi(
        `[ "$1 $2 $4" = "config set wechat-qr-jump:appSecret" ] && echo '# mine' >> Pulumi.dev.yaml && exit 9`,
      );
      const { stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(/ended with exit code 9\. Not everything could be taken back;/);
      expect(folder.read("Pulumi.dev.yaml")).toContain("# mine");
    }));

  test("takes a stack file back byte for byte", () =>
    withFolder(async (folder) => {
      const text = "\uFEFF# mine\r\nconfig:   {wechat-qr-jump:onDrift: fail}\r\n";
      folder.put("Pulumi.yaml", PROJECT);
      folder.put("Pulumi.dev.yaml", text);
      folder.beforePulumi(`[ "$1 $2 $4" = "config set wechat-qr-jump:appSecret" ] && exit 9`);
      const { stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toBe('"pulumi config set" failed: ended with exit code 9. What was written was taken back.');
      expect(folder.read("Pulumi.dev.yaml")).toBe(text);
    }));

  test("keeps the stack that another made meanwhile", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", PROJECT);
      folder.beforePulumi(`[ "$1 $2" = "stack init" ] && pulumi "$@" >/dev/null 2>&1`);
      const { exitCode, stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(
        /^"pulumi stack init" failed: stack .*already exists\. What was written was taken back\.$/,
      );
      expect(exitCode).toBe(1);
      expect(await stacks(folder)).toHaveLength(1);
      expect(folder.files).toEqual(["Pulumi.dev.yaml", "Pulumi.yaml"]);
    }));

  test("leaves the files of the winner where two begin at once", () =>
    withFolder(async (folder) => {
      const both = await Promise.all([folder.init(ARGS, GIVEN), folder.init(ARGS, GIVEN)]);
      expect(both.map(({ exitCode }) => exitCode)).toContain(0);
      expect(folder.files).toEqual([".gitignore", "Pulumi.dev.yaml", "Pulumi.yaml", "package.json", "program.cjs"]);
      expect(await folder.succeed("config", "--json", "--stack", "dev")).toContain("wechat-qr-jump:appSecret");
    }));
});

describeWithCli("init and the encryption of a stack", () => {
  /** Vault's transit engine: the text itself is the cipher. */
  async function withVault(test: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { plaintext, ciphertext = "" } = JSON.parse(body) as { plaintext?: string; ciphertext?: string };
        const data =
          plaintext === undefined ? { plaintext: ciphertext.slice(9) } : { ciphertext: `vault:v1:${plaintext}` };
        response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await test({ VAULT_SERVER_URL: url, VAULT_SERVER_TOKEN: "vault", PULUMI_CONFIG_PASSPHRASE: undefined });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const key = Buffer.from(`vault:v1:${Buffer.alloc(32, 7).toString("base64")}`).toString("base64");

  test("keeps the key that the stack file names, and needs no passphrase then", () =>
    withVault((env) =>
      withFolder(async (folder) => {
        folder.put("Pulumi.yaml", PROJECT);
        folder.put("Pulumi.dev.yaml", `secretsprovider: hashivault://codes\nencryptedkey: ${key}\n`);
        const { exitCode, stderr } = await folder.init(ARGS, { ...GIVEN, ...env });
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
        expect(folder.read("Pulumi.dev.yaml")).toContain(`secretsprovider: hashivault://codes\nencryptedkey: ${key}\n`);
        expect(folder.read("Pulumi.dev.yaml")).toMatch(/appSecret:\n +secure: v1:/);
      }),
    ));

  test("needs a passphrase where the stack file names it, whatever the backend", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", PROJECT);
      folder.put("Pulumi.dev.yaml", "secretsprovider: passphrase\n");
      folder.beforePulumi(`[ "$1" = whoami ] && { echo '{"url": "https://app.pulumi.com/me"}'; exit 0; }`);
      const { stderr } = await folder.init(ARGS, { ...GIVEN, PULUMI_CONFIG_PASSPHRASE: undefined });
      expect(stderr).toMatch(/^Pulumi encrypts the secret by a passphrase and has none; set PULUMI_CONFIG_PASSPHRASE/);
      expect(folder.read("Pulumi.dev.yaml")).toBe("secretsprovider: passphrase\n");
    }));

  test("keeps the salt that the stack file has", () =>
    withFolder(async (folder) => {
      expect((await folder.init(ARGS, GIVEN)).exitCode).toBe(0);
      const salt = /^encryptionsalt: .*$/m.exec(folder.read("Pulumi.dev.yaml"))?.[0];
      await folder.succeed("stack", "rm", "dev", "--yes", "--preserve-config");
      expect((await folder.init(ARGS, GIVEN)).exitCode).toBe(0);
      expect(folder.read("Pulumi.dev.yaml")).toContain(salt);
    }));

  test("takes back a secret that the CLI did not encrypt", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", PROJECT);
      folder.beforePulumi(
        `[ "$1 $2 $3" = "config set --secret" ] && { shift 3; exec pulumi config set --plaintext "$@"; }`,
      );
      const { exitCode, stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(/^The Pulumi CLI did not encrypt appSecret in Pulumi\.dev\.yaml; .*taken back\.$/);
      expect(exitCode).toBe(1);
      expect(folder.files).toEqual(["Pulumi.yaml"]);
      expect(await stacks(folder)).toEqual([]);
    }));
});
