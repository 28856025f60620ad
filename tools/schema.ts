// npm run schema: what is made from the tables that the program itself works with: the JSON Schemas that editors use, the
// plugin's schema that SDKs are generated from, and the list of settings in docs/settings.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { pluginSchema } from "../provider/plugin/plugin-schema";
import { packageVersion } from "../provider/system/package-version";
import { writeDocSection } from "./doc-section";
import { rulesFileSchema, stackFileSchema } from "./json-schema";
import { settingsList } from "./settings-list";

const checkout = join(__dirname, "..");
const folder = join(checkout, "schema");

async function write(name: string, schema: object): Promise<void> {
  writeFileSync(join(folder, name), await format(JSON.stringify(schema), { parser: "json", printWidth: 120 }));
}

mkdirSync(folder, { recursive: true });
void Promise.all([
  write("rules.schema.json", rulesFileSchema()),
  write("stack.schema.json", stackFileSchema()),
  write("plugin.schema.json", pluginSchema(packageVersion())),
  writeDocSection(join(checkout, "docs", "settings.md"), "settings", settingsList()),
]);
