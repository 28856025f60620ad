import { environmentVariable, SETTING_NAMES, SETTINGS } from "../provider/settings/table";

/** Defaults that no schema can say. */
const DEFAULTS: Record<string, string> = { maxDeletes: "30 % of 10 or more rules, any of fewer" };

/** The settings as docs/settings.md lists them: one bullet each. */
export function settingsList(): string {
  return SETTING_NAMES.map((name) => {
    const { schema, kind, doc } = SETTINGS[name];
    const otherwise = schema.safeParse(undefined).data;
    const text = DEFAULTS[name] ?? (otherwise === undefined ? undefined : `\`${String(otherwise)}\``);
    const facts = [kind, ...(text ? [`default ${text}`] : []), `\`${environmentVariable(name)}\``];
    return `- \`${name}\` (${facts.join("; ")}): ${doc}`;
  }).join("\n");
}
