import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import type { PNG } from "pngjs";
import { fontsOfSystem, namedFont, systemFont } from "../../provider/cli/export-codes/fonts";
import { places } from "../../provider/cli/export-codes/sheet-grid";
import { isLatin, sheetsOf } from "../../provider/cli/export-codes/sheets";
import { sideOf } from "../../provider/cli/qr-code";
import { CHINESE_FONT, codeOf, codesFor, ruleOf, someLevel, somePrefix } from "./export-codes-support";
import { darkPart, partOf, POINTS_PER_MM, scanned, sheetsIn, type Sheet } from "./scanner";

const PIXELS_PER_MM = 8;
const SHOP = "https://qr.example.com/shop/";

function codeAt(
  sheets: Sheet[],
  { sheet, x, y }: { sheet: number; x: number; y: number },
  sizeMm: number,
): Sheet["picture"] {
  const [left, top, side] = [x * PIXELS_PER_MM, y * PIXELS_PER_MM, sizeMm * PIXELS_PER_MM];
  return partOf((sheets[sheet - 1] as Sheet).picture, { x: left, y: top, width: side, height: side });
}

describe("sheets of codes", () => {
  test("have each code at its place, which a scanner reads as the prefix, whatever the prefixes, level and size", async () => {
    const some = fc.uniqueArray(somePrefix, { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(some, someLevel, fc.integer({ min: 25, max: 60 }), async (prefixes, level, sizeMm) => {
        const made = await sheetsOf(
          codesFor(
            prefixes.map((prefix) => ruleOf(prefix)),
            level,
          ),
          sizeMm,
        );
        const sheets = await sheetsIn(made.pdf, PIXELS_PER_MM);
        expect(sheets).toHaveLength(made.places.at(-1)?.sheet ?? 0);
        expect(made.places.map((place) => scanned(codeAt(sheets, place, sizeMm)))).toEqual(prefixes);
      }),
      { numRuns: 5 },
    );
  });

  test.each([10, 30, 186])("are A4, with codes that print %d mm wide", async (sizeMm) => {
    const code = codeOf(SHOP);
    const made = await sheetsOf([code], sizeMm);
    const sheets = await sheetsIn(made.pdf, PIXELS_PER_MM);
    expect(sheets.map(({ width, height }) => [width / POINTS_PER_MM, height / POINTS_PER_MM].map(Math.round))).toEqual([
      [210, 297],
    ]);
    const [place] = made.places;
    const { width } = darkPart(codeAt(sheets, place ?? { sheet: 1, x: 0, y: 0 }, sizeMm));
    const dark = (sizeMm * code.code.size) / sideOf(code.code);
    expect(Math.abs(width / PIXELS_PER_MM - dark)).toBeLessThan(2 / PIXELS_PER_MM);
  });

  test("ask the printer for the true size", async () => {
    const { pdf } = await sheetsOf([codeOf(SHOP)], 30);
    expect(pdf.toString("latin1")).toContain("/PrintScaling /None");
  });

  test("show Chinese labels below the codes, from a font that is embedded", async () => {
    const names = ["北京朝阳大悦城店", "上海南京东路新店", "Door 3"];
    const codes = codesFor(
      names.map((name, n) => ruleOf(`${SHOP}${n}`, name)),
      "M",
      "name",
    );
    const font = namedFont([...names, "0123456789/ …"], CHINESE_FONT, "/");
    const made = await sheetsOf(codes, 30, font);
    const sheets = await sheetsIn(made.pdf, PIXELS_PER_MM);
    for (const name of names) expect(sheets[0]?.text.replace(/\s/g, "")).toContain(name.replace(/\s/g, ""));
    expect(made.pdf.toString("latin1")).toContain("/FontFile3");
    expect(made.pdf.length).toBeLessThan(200_000);
    expect(made.cutLabels).toBe(0);
    // Boxes in place of letters would look the same in both.
    const [first, second] = made.places.map(({ x, y }) =>
      partOf((sheets[0] as Sheet).picture, inPixels({ x, y: y + 30, width: 30, height: 4 })),
    );
    expect(darkPart(first as PNG).height).toBeGreaterThan(15);
    expect(first?.data.equals(second?.data as Buffer)).toBe(false);
  });

  test("cut labels that do not fit into two lines, and count them", async () => {
    const codes = codesFor(
      [ruleOf(SHOP, "A very long name of a shop ".repeat(5)), ruleOf(`${SHOP}2`, "short")],
      "M",
      "name",
    );
    const made = await sheetsOf(codes, 30);
    expect(made.cutLabels).toBe(1);
    const [sheet] = await sheetsIn(made.pdf, PIXELS_PER_MM);
    expect(sheet?.text).toMatch(/A very long name of a\s+shop.*…/s);
  });
});

describe("places on sheets", () => {
  test("do not overlap, crop marks included, and stay away from the edges", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 10, max: 186, noNaN: true }), (count, width) => {
        const height = width * 1.25;
        const all = places(count, width, height);
        expect(new Set(all.map(({ sheet, position }) => `${sheet} ${position}`)).size).toBe(count);
        for (const { x, y } of all) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(12 - 1e-9);
          expect(x + width).toBeLessThanOrEqual(198 + 1e-9);
          expect(y + height).toBeLessThanOrEqual(285 + 1e-9);
        }
        const [first, ...others] = all.filter(({ sheet }) => sheet === 1);
        for (const { x, y } of others) {
          expect(Math.max(x - (first?.x ?? 0) - width, y - (first?.y ?? 0) - height)).toBeGreaterThanOrEqual(8 - 1e-9);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("fonts for labels", () => {
  test("are not needed for Latin letters", () => {
    expect(isLatin(["Door 3", "Café"])).toBe(true);
    expect(isLatin(["Door 3", "门"])).toBe(false);
  });

  test("are taken only if they have every character", () => {
    expect(namedFont(["门店 3"], CHINESE_FONT, "/").postscriptName).toBe("NotoSansHans-Regular");
    expect(() => namedFont(["门店🏪", "ก"], CHINESE_FONT, "/")).toThrow(
      `--font ${CHINESE_FONT} lacks 🏪 ก, which the labels need; nothing was written. Name another font.`,
    );
  });

  test("are looked for on this machine: the first that has every character", () => {
    expect(systemFont(["门店"], ["/no/such/font.ttf", __filename, CHINESE_FONT]).postscriptName).toBe(
      "NotoSansHans-Regular",
    );
    const nowhere = "which the labels need; nothing was written. Name one with --font FILE, e.g. Noto Sans SC.";
    expect(() => systemFont(["Door", "门店"], [])).toThrow(
      `No font of this machine was found that has all of 门 店, ${nowhere}`,
    );
    expect(() => systemFont(["🏪"], [CHINESE_FONT])).toThrow(`has all of 🏪, ${nowhere}`);
  });

  test("lie where each system has them; on Linux they are searched, those of regular weight first", () => {
    const home = mkdtempSync(join(tmpdir(), "wechat-qr-jump-fonts-"));
    try {
      mkdirSync(join(home, ".fonts/noto"), { recursive: true });
      for (const name of ["NotoSansSC-Bold.otf", "NotoSansSC-Regular.otf", "Other.ttf"]) {
        writeFileSync(join(home, ".fonts/noto", name), "");
      }
      const own = fontsOfSystem("linux", { HOME: home }).filter((file) => file.startsWith(home));
      expect(own.map((file) => basename(file))).toEqual(["NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"]);
    } finally {
      rmSync(home, { recursive: true });
    }
    expect(fontsOfSystem("win32", { WINDIR: "D:\\Windows" })[0]).toMatch(/^D:\\Windows.Fonts.msyh\.ttc$/);
    expect(fontsOfSystem("darwin", {})[0]).toMatch(/Hiragino Sans GB\.ttc$/);
  });

  test("are fonts: anything else is refused", () => {
    expect(() => namedFont(["门"], __filename, "/")).toThrow(
      `--font ${__filename} is not a font that can be put into a PDF; nothing was written. Name a ttf, otf or ttc file.`,
    );
  });
});

function inPixels(part: { x: number; y: number; width: number; height: number }): Parameters<typeof partOf>[1] {
  const { x, y, width, height } = part;
  return { x: x * PIXELS_PER_MM, y: y * PIXELS_PER_MM, width: width * PIXELS_PER_MM, height: height * PIXELS_PER_MM };
}
