// npm run build, after the compiler: what runs of Pulumi load becomes one file each, so that they start sooner.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundled, checkout, licenses, LICENSES } from "./bundling";

const ENTRIES = ["index", "program", "lifecycle"];
/** Loads all its languages where it is not bundled. Other packages stay those that the user has installed. */
const INCLUDED = "zod";

async function main(): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const metafile = await bundled({
    entryPoints: ENTRIES.map((name) => join(checkout, "provider", `${name}.ts`)),
    outdir: join(checkout, "dist"),
    external: Object.keys(dependencies).filter((name) => name !== INCLUDED),
  });
  writeFileSync(join(checkout, "dist", LICENSES), licenses(metafile));
}

void main();
