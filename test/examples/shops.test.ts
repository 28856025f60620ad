import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWithCli, live } from "../engine/support";
import { CHINESE_FONT } from "../unit/export-codes-support";
import { partOf, scanned, sheetsIn } from "../unit/scanner";
import { withExample, type Example } from "./example";

const PIXELS_PER_MM = 4;
/** As the example's README has them. */
const SIZE_MM = 40;

interface Exported {
  codes: { file: string; name: string; prefix: string; sheet: number; position: number }[];
}

describeWithCli("the example shops", () => {
  test("goes from a table of twelve shops to printed sheets, and makes the rules live", () =>
    withExample("shops", async (example, emulator) => {
      example.linkPackages();
      await example.init();
      const [create = "", exports = "", ...others] = commandsOf(example);
      expect(others).toEqual(["pulumi up"]);

      const table = readFileSync(join(example.folder, "shops.csv"), "utf8");
      writeFileSync(
        join(example.folder, "shops.csv"),
        table.replace("pages/shop/index?id=7", "/pages/shop/index?id=7"),
      );
      const refused = await example.shell(`${create} --yes`);
      expect(refused.exitCode).toBe(1);
      expect(refused.output).toContain('shops.csv:8:35: path starts with "/"; write it without');
      expect(emulator.parametricCodes()).toEqual([]);
      writeFileSync(join(example.folder, "shops.csv"), table);

      expect(await example.shell(`${create} --yes`)).toMatchObject({ exitCode: 0 });
      const codes = emulator.parametricCodes();
      expect(codes.map(({ scene, endsAt }) => [scene, endsAt])).toEqual(
        Array.from({ length: 12 }, (_, n) => [`shop-${String(n + 1).padStart(3, "0")}`, null]),
      );
      expect(await example.shell("npx wechat-qr-jump check")).toMatchObject({ exitCode: 0 });

      const { exitCode, output } = await example.shell(`${exports} --font '${CHINESE_FONT}' --json`);
      expect(exitCode).toBe(0);
      const exported = (JSON.parse(output) as Exported).codes;
      expect(exported.map(({ prefix }) => prefix).sort()).toEqual(codes.map(({ url }) => url).sort());
      expect(await scannedSheets(example)).toEqual(codes.map(({ url }) => url).sort());

      const home = readFileSync(join(example.folder, "codes", "index.csv"), "utf8");
      expect(home).toContain("上海南京东路店");
      await example.up();
      const pages = Object.fromEntries(codes.map(({ url }, n) => [url, `pages/shop/index?id=${n + 1}`]));
      expect(live(emulator)).toEqual(pages);
      expect(await example.up()).not.toMatch(/created|updated|deleted/);
      expect(JSON.stringify(await example.resources())).not.toContain("shop-001");
    }));
});

/** The commands of the README from the first that the test has not run by itself. */
function commandsOf(example: Example): string[] {
  const readme = readFileSync(join(example.folder, "README.md"), "utf8");
  const block = /```sh\n([^]*?)```/.exec(readme)?.[1] ?? "";
  return block
    .trim()
    .split("\n")
    .map((line) => line.replace(/ +#.*/, ""))
    .slice(3);
}

/** What a scanner reads on the sheets: each is cut into squares that overlap, so that a code is whole in one of them. */
async function scannedSheets(example: Example): Promise<string[]> {
  const sheets = await sheetsIn(readFileSync(join(example.folder, "codes", "sheets.pdf")), PIXELS_PER_MM);
  const found = new Set<string>();
  const side = (SIZE_MM + 12) * PIXELS_PER_MM;
  for (const { picture } of sheets) {
    for (let y = 0; y + side <= picture.height; y += side / 4) {
      for (let x = 0; x + side <= picture.width; x += side / 4) {
        const text = scanned(partOf(picture, { x, y, width: side, height: side }));
        if (text) found.add(text);
      }
    }
  }
  return [...found].sort();
}
