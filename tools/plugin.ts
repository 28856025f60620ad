// npm run plugin: the release of the plugin in release/. It holds nothing of an operating system, so one tarball has six names.
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Metafile, Plugin } from "esbuild";
import execa from "execa";
import { packageVersion } from "../provider/system/package-version";
import { bundled, checkout, licenses, LICENSES } from "./bundling";

const NAME = "pulumi-resource-wechat-qr-jump";
const SYSTEMS = ["linux", "darwin", "windows"];
const PROCESSORS = ["amd64", "arm64"];

/** Lays the plugin in a folder, as `plugins.providers[].path` of a Pulumi.yaml names it. */
export async function layPlugin(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(__dirname, "plugin"), folder, { recursive: true });
  copyFileSync(join(checkout, "LICENSE"), join(folder, "LICENSE"));
  const provider = join(checkout, "provider");
  const metafile = await bundle(
    { main: join(provider, "plugin", "main.ts"), "small-heap": join(provider, "system", "small-heap.ts") },
    folder,
  );
  writeFileSync(join(folder, LICENSES), licenses(metafile));
}

/**
 * Leaves out what takes 50 ms of each start and is never used: axios's ways to make requests by Node's `fetch` and to send forms, and how
 * gRPC reads files of its interface language. The build of axios for CommonJS is one file, so its sources take that file's place.
 */
const withoutUnused: Plugin = {
  name: "without what is unused",
  setup: (build) => {
    const replace = (file: string, contents: (path: string) => string): void =>
      build.onLoad({ filter: new RegExp(`/node_modules/${file}$`.replaceAll("/", "[\\\\/]")) }, ({ path }) => ({
        contents: contents(path),
        resolveDir: dirname(path),
      }));
    replace("axios/dist/node/axios\\.cjs", () => 'module.exports = require("../../lib/axios.js").default;');
    replace("axios/lib/adapters/fetch\\.js", () => "export const getFetch = () => null;");
    replace("axios/lib/platform/node/classes/FormData\\.js", () => "export default undefined;");
    replace("axios/lib/utils\\.js", (path) => readFileSync(path, "utf8").replaceAll("G.FormData", "undefined"));
    replace("@grpc/proto-loader/build/src/index\\.js", () => "");
  },
};

/**
 * Bundles parts of the plugin into `dist/plugin` of a folder: where main.js is without a bundle, beside package.json as there.
 *
 * @param entries the files that start each, by the name of the bundle.
 * @returns what is in the bundles.
 */
export async function bundle(entries: Record<string, string>, folder: string): Promise<Metafile> {
  const metafile = await bundled({
    entryPoints: entries,
    outdir: join(folder, "dist", "plugin"),
    plugins: [withoutUnused],
    minifyWhitespace: true,
    minifySyntax: true,
  });
  const manifest = { name: NAME, version: packageVersion(), private: true, license: "Apache-2.0" };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return metafile;
}

/** The tarball under the names under which Pulumi looks for it, and their checksums. */
export async function pack(plugin: string, release: string): Promise<void> {
  const names = SYSTEMS.flatMap((system) => PROCESSORS.map((processor) => `${system}-${processor}`)).map(
    (platform) => `${NAME}-v${packageVersion()}-${platform}.tar.gz`,
  );
  const [first = "", ...others] = names;
  await execa("tar", ["-czf", join(release, first), "-C", plugin, ...readdirSync(plugin)]);
  for (const name of others) copyFileSync(join(release, first), join(release, name));
  const hash = createHash("sha256")
    .update(readFileSync(join(release, first)))
    .digest("hex");
  writeFileSync(join(release, "checksums.txt"), names.map((name) => `${hash}  ${name}\n`).join(""));
}

async function main(): Promise<void> {
  const release = join(checkout, "release");
  if (existsSync(release)) rmSync(release, { recursive: true });
  const plugin = join(release, "wechat-qr-jump");
  await layPlugin(plugin);
  await pack(plugin, release);
  console.log(`The plugin is in ${plugin}, and its tarballs with their checksums in ${release}.`);
}

if (require.main === module) void main();
