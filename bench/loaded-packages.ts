import { join } from "node:path";
import execa from "execa";

const dist = join(__dirname, "..", "dist");

/**
 * Packages needed only for development, the package's CLI or Pulumi's closure serializer, and zod, of which the build has the part that
 * is used. They cost start-up time and memory.
 */
const HEAVY =
  /^(typescript|ts-node|execa|@npmcli\/arborist|pacote|commander|cac|yargs|prettier|eslint|jest|qrcode|zod)$/;

/** The heavy packages that the stack program or the provider loads: there should be none. */
export async function heavyPackages(): Promise<string[]> {
  const loaded = await Promise.all(["program.js", "lifecycle.js"].map((file) => packagesLoadedBy(join(dist, file))));
  return [...new Set(loaded.flat())].filter((name) => HEAVY.test(name)).sort();
}

export async function packagesLoadedBy(file: string): Promise<string[]> {
  const code = `require(${JSON.stringify(file)}); console.log(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout } = await execa(process.execPath, ["-e", code], { cwd: dist });
  return [...new Set((JSON.parse(stdout) as string[]).map(packageOf))];
}

/** The package that a file belongs to, by the last `node_modules` in its path; empty for our own files. */
function packageOf(file: string): string {
  const [, inside] = /.*[\\/]node_modules[\\/](.*)$/.exec(file) ?? [];
  const parts = inside?.split(/[\\/]/) ?? [];
  return parts.slice(0, parts[0]?.startsWith("@") ? 2 : 1).join("/");
}
