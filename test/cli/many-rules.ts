import type { Compared } from "../../provider/cli/comparison";
import { reportPage, type About, type ReportPage } from "../../provider/cli/report/page";
import { speak, type Language } from "../../provider/text/language";

export const ABOUT: About = {
  stack: { folder: "/project", name: "prod", file: "Pulumi.prod.yaml" },
  names: { label: () => undefined, name: () => undefined },
  accounts: [{ appId: "wx0123456789abcdef", label: undefined, publishQuotaLeft: 97 }],
  madeAt: new Date("2026-11-28T18:33:20Z"),
};

/** Link rules, of which every tenth is missing, every tenth is for testers, and every tenth is another page than declared. */
export function manyRules(count: number): Compared[] {
  return Array.from({ length: count }, (_, index) => {
    const prefix = prefixOf(index);
    const args = {
      prefix,
      path: `pages/门店/index?id=${index}`,
      permitSubRule: true,
      openVersion: "release" as const,
      debugUrls: [`${prefix}test`],
      published: index % 10 !== 2,
    };
    const declared = { name: prefix, args, options: {}, at: { file: "rules/shops.yaml", line: index + 1, column: 1 } };
    if (index % 10 === 1) return { prefix, status: "missing", declared, live: undefined };
    if (index % 10 === 3) return { prefix, status: "different", declared, live: { ...args, path: "pages/old" } };
    return { prefix, status: "same", declared, live: { ...args } };
  });
}

export function prefixOf(index: number): string {
  return `https://qr.example.com/shops/${String(index).padStart(4, "0")}/`;
}

export function pageIn(language: Language, rules: Compared[]): ReportPage {
  speak(language);
  try {
    return reportPage(rules, ABOUT);
  } finally {
    speak(undefined);
  }
}
