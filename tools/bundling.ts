import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type Metafile } from "esbuild";

export const checkout = join(__dirname, "..");
const LICENSE_FILE = /^licen[sc]e/i;

/** The file that holds {@link licenses}. */
export const LICENSES = "LICENSES-OF-OTHERS";

/** Bundles for Node.js. @returns what is in the bundles. */
export async function bundled(options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: checkout,
    bundle: true,
    platform: "node",
    target: "node20.19",
    legalComments: "none",
    logLevel: "warning",
    ...options,
    metafile: true,
  });
  return metafile;
}

/** The licenses of the packages that are in a bundle. */
export function licenses({ inputs }: Metafile): string {
  const folders = Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const file = readdirSync(join(checkout, folder)).find((name) => LICENSE_FILE.test(name));
    const text = file === undefined ? licenseIn(folder) : readFileSync(join(checkout, folder, file), "utf8").trim();
    return `${folder.replace(/^.*node_modules\//, "")}\n\n${text}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

function licenseIn(folder: string): string {
  const manifest = readFileSync(join(checkout, folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { license: string }).license;
}
