import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generate } from "selfsigned";

/** A certificate for this machine that signs itself. */
export interface Certificate {
  key: string;
  cert: string;
}

/** The same in a file that `NODE_EXTRA_CA_CERTS` can name. */
export interface CertificateFile extends Certificate {
  file: string;
  remove(): void;
}

const made = new Map<string, Promise<Certificate>>();

/** Made once in a process: that takes longer than all the rest of a start. */
export function certificate(name: "trusted" | "not trusted"): Promise<Certificate> {
  const found = made.get(name) ?? make(name);
  made.set(name, found);
  return found;
}

export function inFile(one: Certificate): CertificateFile {
  const file = join(mkdtempSync(join(tmpdir(), "wechat-qr-jump-ca-")), "ca.pem");
  writeFileSync(file, one.cert);
  return { ...one, file, remove: () => rmSync(dirname(file), { recursive: true, force: true }) };
}

async function make(name: string): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: "commonName", value: `wechat-qr-jump test, ${name}` }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 2, value: "localhost" },
        ],
      },
    ],
  });
  return { key, cert };
}
