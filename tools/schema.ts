// Writes the JSON Schemas that editors use, from the same schema that the program checks rules with.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { rulesFileSchema, stackFileSchema } from "./json-schema";

const folder = join(__dirname, "..", "schema");

async function write(name: string, schema: object): Promise<void> {
  writeFileSync(join(folder, name), await format(JSON.stringify(schema), { parser: "json", printWidth: 120 }));
}

mkdirSync(folder, { recursive: true });
void Promise.all([write("rules.schema.json", rulesFileSchema()), write("stack.schema.json", stackFileSchema())]);
