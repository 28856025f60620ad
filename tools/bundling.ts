import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type BuildOptions, type Metafile } from "esbuild";

export const checkout = join(__dirname, "..");
const LICENSE_FILE = /^licen[sc]e/i;

/** The file that holds {@link licenses}. */
export const LICENSES = "LICENSES-OF-OTHERS";

/** Bundles for Node.js. @returns what is in the bundles. */
export async function bundled(options: BuildOptions): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: checkout,
    bundle: true,
    platform: "node",
    target: "node20.19",
    legalComments: "none",
    logLevel: "warning",
    ...options,
    metafile: true,
    write: false,
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, inAscii(text));
  }
  return metafile;
}

/**
 * With any other character, Node.js keeps the whole text twice as large. esbuild itself leaves those of tagged templates and of regular
 * expressions, in which this escape means the same; no tag here asks for the raw text.
 */
function inAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
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
