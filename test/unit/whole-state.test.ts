import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { readPlacedRules } from "../../provider/stack-program/recorded-rules";
import { readStoredRules } from "../../provider/stack-program/stored-rules";
import { linkRule } from "./support";

const TORN = "failed to load checkpoint: EOF";
const rule = linkRule();
const urn = "urn:pulumi:dev::shop::wechat-qr-jump:index:QrCodeJumpRule::door";

/** The engine, whose first answers are these errors. @returns how often it was asked. */
async function engineThatFails(errors: string[]): Promise<() => number> {
  let asked = 0;
  const call = () => {
    const error = errors[asked++];
    if (error !== undefined) throw Object.assign(new Error(error), { details: error });
    return { outputs: { [urn]: { type: "wechat-qr-jump:index:QrCodeJumpRule", outputs: rule } } };
  };
  const newResource = ({ name }: MockResourceArgs) => ({ id: name, state: {} });
  await pulumi.runtime.setMocks({ newResource, call }, "shop", "dev", false, "organization");
  return () => asked;
}

describe("the state that the engine tells of", () => {
  test("is asked for again while the engine writes it", async () => {
    const asked = await engineThatFails([TORN, "failed to load checkpoint: unexpected end of JSON input"]);
    expect((await readPlacedRules()).map(({ name }) => name)).toEqual(["door"]);
    expect(asked()).toBe(3);
  });

  test("is not had if it stays unreadable", async () => {
    const asked = await engineThatFails(Array<string>(20).fill(TORN));
    await expect(readPlacedRules()).rejects.toThrow(TORN);
    expect(asked()).toBe(6);
  });

  test("is asked for once where another error says why it is not had", async () => {
    const asked = await engineThatFails(["no backend client is available"]);
    await expect(readPlacedRules()).rejects.toThrow("no backend client");
    expect(asked()).toBe(1);
  });
});

test("the state that the CLI exports is asked for again while the engine writes it", async () => {
  await engineThatFails([]);
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-export-"));
  try {
    const asked = join(folder, "asked");
    const state = JSON.stringify({ deployment: { resources: [] } });
    const cli = join(folder, "pulumi");
    const script = `echo x >> ${asked}; [ $(wc -l < ${asked}) -gt 2 ] || { echo "error: ${TORN}" >&2; exit 255; }; echo '${state}'`;
    writeFileSync(cli, `#!/bin/sh\n${script}\n`);
    chmodSync(cli, 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` };
    expect(await readStoredRules([], env)).toMatchObject({ retained: new Set() });
    expect(readFileSync(asked, "utf8")).toBe("x\n".repeat(3));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
