import { isIP } from "node:net";

/** The IP addresses that a text names, each once. An IPv4 address within IPv6 (`::ffff:203.0.113.5`) counts as the former. */
export function addressesIn(text: string): string[] {
  const words = text.match(/[0-9a-f:.]+(?:%\w+)?/gi) ?? [];
  const found = words.flatMap((word) => candidates(word).find((candidate) => isIP(candidate) !== 0) ?? []);
  return [...new Set(found.map((address) => address.replace(/^::ffff:(?=\d+\.)/i, "")))].slice(0, MOST);
}

const MOST = 2;

/** The word itself, and without what a sentence may put around it: `requestIP:203.0.113.7.` */
function candidates(word: string): string[] {
  const plain = word.replace(/[:.]$/, "");
  return [word, plain, plain.replace(/^:/, ""), plain.replace(/:\d+$/, "")];
}
