import { visible } from "../../text/visible";

/** Text that is already HTML. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | Html[] | string | number | undefined;

/** HTML in which every value that is not already HTML is visible and escaped. The source's indents are left out. Not named html, because formatters claim that name. */
export function markup(parts: TemplateStringsArray, ...values: Value[]): Html {
  const lines = parts.map((part) => part.replace(/\n\s+/g, "\n"));
  return new Html(lines.reduce((text, part, index) => text + asHtml(values[index - 1]) + part));
}

function asHtml(value: Value): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(({ text }) => text).join("\n");
  return visible(String(value)).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
