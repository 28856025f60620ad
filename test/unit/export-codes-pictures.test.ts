import fc from "fast-check";
import { PNG } from "pngjs";
import { codesOf, tooSmall } from "../../provider/cli/export-codes/codes";
import { checkTogether, millimetres, type ExportOptions } from "../../provider/cli/export-codes/options";
import { pngOf } from "../../provider/cli/export-codes/png";
import { svgOf } from "../../provider/cli/export-codes/svg";
import { sideOf } from "../../provider/cli/qr-code";
import { codeOf, codesFor, ruleOf, someLevel, somePrefix } from "./export-codes-support";
import { darkPart, scanned } from "./scanner";

const SHOP = "https://qr.example.com/shop/";

describe("a code as PNG", () => {
  test("is read by a scanner as the prefix, whatever the prefix, level and size", () => {
    fc.assert(
      fc.property(somePrefix, someLevel, fc.integer({ min: 10, max: 40 }), (prefix, level, sizeMm) => {
        const { code } = codeOf(prefix, level);
        const picture = PNG.sync.read(pngOf(code, sizeMm));
        expect(scanned(picture)).toBe(prefix);
        expect(picture.width).toBe(picture.height);
        expect(picture.width % sideOf(code)).toBe(0);
        expect(picture.width / (sizeMm / 25.4)).toBeGreaterThanOrEqual(300);
      }),
      { numRuns: 40 },
    );
  });

  test.each([10, 30, 80])("prints %i mm wide, with a quiet zone of four modules", (sizeMm) => {
    const { code } = codeOf(SHOP);
    const png = pngOf(code, sizeMm);
    const at = png.indexOf("pHYs") + 4;
    const [across, down, isMetre] = [png.readUInt32BE(at), png.readUInt32BE(at + 4), png.readUInt8(at + 8)];
    const picture = PNG.sync.read(png);
    expect({ across, isMetre }).toEqual({ across: down, isMetre: 1 });
    expect((picture.width / across) * 1000).toBeCloseTo(sizeMm, 2);
    const module = picture.width / sideOf(code);
    const dark = module * code.size;
    expect(darkPart(picture)).toEqual({ x: 4 * module, y: 4 * module, width: dark, height: dark });
  });
});

describe("a code as SVG", () => {
  const texts = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text = ""]) => text);

  test("is as wide as asked for, one path in modules on white", () => {
    const { code } = codeOf(SHOP);
    const svg = svgOf(code, SHOP, "", 30.48);
    expect(svg).toContain('width="30.48mm" height="30.48mm" viewBox="0 0 37 37"');
    expect(svg).toContain('<path fill="#fff" d="M0 0h37v37H0z"/>');
    expect(svg.match(/<path d=/g)).toHaveLength(1);
    expect(svg).not.toContain("<text");
  });

  test("has its label below the quiet zone, escaped, in two lines at most", () => {
    const { code } = codeOf(SHOP);
    const svg = svgOf(code, SHOP, `Dora's <b> "shop" & more`, 30);
    expect(texts(svg).join(" ")).toBe("Dora&#39;s &#60;b&#62; &#34;shop&#34; &#38; more");
    const [, height = ""] = /viewBox="0 0 37 ([\d.]+)"/.exec(svg) ?? [];
    for (const [, y] of svg.matchAll(/<text x="18.5" y="([\d.]+)"/g)) {
      expect(Number(y)).toBeGreaterThan(37 + 2);
      expect(Number(y)).toBeLessThan(Number(height));
    }
    expect(texts(svgOf(code, SHOP, "https://qr.io/shop/window/3", 30))).toEqual(["https://qr.io/", "shop/window/3"]);
    expect(texts(svgOf(code, SHOP, "重庆解放碑店".repeat(9), 30))).toEqual([
      "重庆解放碑店重庆解放",
      expect.stringMatching(/^碑店重庆.*…$/),
    ]);
  });
});

describe("the codes of rules", () => {
  test("are those whose prefix fits; the others are named", () => {
    const long = `${SHOP}${"x".repeat(1500)}`;
    const rules = [ruleOf(SHOP, "shop"), ruleOf(long, "long")];
    expect(codesOf(rules, "H", undefined)).toMatchObject({ codes: [{ fileName: "shop" }], withoutCode: [long] });
    expect(codesOf(rules, "L", undefined).withoutCode).toEqual([]);
  });

  test("have the label that was asked for", () => {
    const labels = (["name", "path", "prefix", undefined] as const).map(
      (label) => codesFor([ruleOf(SHOP, "门店")], "M", label)[0]?.label,
    );
    expect(labels).toEqual(["门店", "pages/shop/index", SHOP, ""]);
  });

  test("are too small where a module is below a third of a millimetre; the least size is enough", () => {
    const codes = codesFor([ruleOf(SHOP), ruleOf(`${SHOP}${"x".repeat(300)}`)]);
    const { count, leastMm } = tooSmall(codes, 20);
    expect({ count, leastMm }).toEqual({ count: 1, leastMm: 26 });
    expect(tooSmall(codes, leastMm).count).toBe(0);
  });
});

describe("the size", () => {
  test.each([
    ["30mm", 30],
    ["3cm", 30],
    ["1.2in", 30.48],
    ["12.5 mm", 12.5],
    ["1000mm", 1000],
  ])("%s is %d mm", (size, expected) => {
    expect(millimetres(size)).toBe(expected);
  });

  test.each(["30", "", "mm", "-30mm", "3e1mm", "30px", "30mm x 30mm"])('"%s" is refused', (size) => {
    expect(() => millimetres(size)).toThrow(
      `--size ${size} is not a length; write a number and mm, cm or in, e.g. 30mm.`,
    );
  });

  test.each(["9.9mm", "101cm", "0in"])("%s is too small or too large", (size) => {
    expect(() => millimetres(size)).toThrow(
      `--size ${size} is too small or too large for a printed code; write 10mm to 1000mm.`,
    );
  });
});

describe("options that mean nothing together", () => {
  const options: ExportOptions = { out: "codes", format: "svg", size: "30mm", errorCorrection: "M" };

  test.each<[string, Partial<ExportOptions>, string]>([
    ["stdout", { out: "-" }, "--out -"],
    ["no folder", { out: "" }, "--out is empty; name a folder."],
    ["text in a PNG", { format: "png", label: "name" }, "--label is for svg and pdf"],
    ["a font for SVG", { label: "name", font: "x.ttf" }, "--font is for the labels of pdf"],
    ["a font without labels", { format: "pdf", font: "x.ttf" }, "--font is for the labels of pdf"],
  ])("are refused: %s", (_, more, message) => {
    expect(() => checkTogether({ ...options, ...more })).toThrow(message);
  });

  test("are not those that fit", () => {
    checkTogether(options);
    checkTogether({ ...options, format: "pdf", label: "name", font: "x.ttf" });
    checkTogether({ ...options, label: "path" });
  });
});
