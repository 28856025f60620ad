import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { Browser } from "playwright-core";
import { PNG } from "pngjs";
import { CHINESE_FONT, somePrefix } from "../unit/export-codes-support";
import { partOf, scanned, sheetsIn } from "../unit/scanner";
import { decoded, describeWithBrowser, openBrowser, withPage } from "./browser";
import { rules, twoAccounts } from "./several-accounts";
import { APPID, BUS, DOOR, SHOP, withProject, type Project } from "./support";

const QUERY = "https://qr.example.com/more?id=1&x=";

/** A project of four rules, one of them unpublished. */
function prepare(project: Project): void {
  project.rules(`
    - {prefix: "${SHOP}", path: pages/shop/index, name: 北京朝阳店}
    - {prefix: "${BUS}", path: pages/bus/index, published: false}
    - {prefix: "${QUERY}", path: pages/more, name: "=more"}
    - {prefix: "${DOOR}", appid: ${APPID}, path: pages/door/index, name: ../door}`);
}

/** What a scanner must see, by the file's name without extension. */
const CODES: Record<string, string> = {
  北京朝阳店: SHOP,
  "qr.example.com-bus": BUS,
  more: QUERY,
  door: DOOR,
};

const filesIn = (project: Project, folder = "codes"): string[] => readdirSync(join(project.folder, folder)).sort();
const bytesOf = (project: Project, file: string): Buffer => readFileSync(join(project.folder, file));

function withPrepared(test: (project: Project) => Promise<void>): Promise<void> {
  return withProject(async (project) => {
    prepare(project);
    await test(project);
    expect(project.emulator.calls()).toEqual([]);
  });
}

const WITHOUT_CREDENTIALS = { WECHAT_APP_SECRET: "" };

describe("export-codes", () => {
  test("writes a PNG a rule, read by a scanner as its prefix, and a table of them, without credentials", () =>
    withPrepared(async (project) => {
      expect(await project.run(["export-codes", "--out", "codes", "--format", "png"], WITHOUT_CREDENTIALS)).toEqual({
        exitCode: 0,
        stdout: [
          "Wrote 4 QR codes of 30 mm and index.csv to codes.",
          `Not published, so a scan opens nothing for the public: 1 rule (${BUS}).`,
          `Also matches longer addresses, but the code has the prefix alone: 2 rules (${SHOP}, ${QUERY}).`,
        ].join("\n"),
        stderr: "",
      });
      expect(filesIn(project)).toEqual([...Object.keys(CODES).map((name) => `${name}.png`), "index.csv"].sort());
      for (const [name, prefix] of Object.entries(CODES)) {
        expect(scanned(PNG.sync.read(bytesOf(project, `codes/${name}.png`)))).toBe(prefix);
      }
      expect(project.read("codes/index.csv")).toBe(
        [
          "\uFEFFfile,name,prefix,path,appid,published",
          `北京朝阳店.png,北京朝阳店,${SHOP},pages/shop/index,,true`,
          `qr.example.com-bus.png,,${BUS},pages/bus/index,,false`,
          `more.png,'=more,${QUERY},pages/more,,true`,
          `door.png,../door,${DOOR},pages/door/index,${APPID},true`,
          "",
        ].join("\r\n"),
      );
    }));

  test("writes sheets with Chinese labels, read by a scanner at the places that the table names", () =>
    withPrepared(async (project) => {
      const args = ["--format", "pdf", "--size", "4cm", "--label", "name", "--font", CHINESE_FONT, "--json"];
      const { exitCode, stdout } = await project.run(["export-codes", "--out", "codes", ...args]);
      expect(exitCode).toBe(0);
      expect(filesIn(project)).toEqual(["index.csv", "sheets.pdf"]);
      const [sheet, ...others] = await sheetsIn(bytesOf(project, "codes/sheets.pdf"), 8);
      expect(others).toEqual([]);
      if (!sheet) throw new Error("no sheet");
      expect(sheet.text).toContain("北京朝阳店");
      // Four fit beside each other: 4 * 40 mm and three gaps of 8 mm.
      const found = [0, 1, 2, 3].map((n) =>
        scanned(partOf(sheet.picture, { x: (13 + n * 48) * 8, y: 12 * 8, width: 320, height: 320 })),
      );
      expect(found).toEqual([SHOP, BUS, QUERY, DOOR]);
      expect(project.read("codes/index.csv")).toContain(
        `sheets.pdf,../door,${DOOR},pages/door/index,${APPID},true,1,4\r\n`,
      );
      expect(JSON.parse(stdout)).toMatchObject({
        version: 1,
        folder: join(project.folder, "codes"),
        format: "pdf",
        sizeMm: 40,
        codes: [SHOP, BUS, QUERY, DOOR].map((prefix, n) => ({ file: "sheets.pdf", prefix, sheet: 1, position: n + 1 })),
        unpublished: 1,
        small: 0,
        cutLabels: 0,
        withoutCode: [],
      });
    }));

  test("finds a font for Chinese labels on this machine", () =>
    withPrepared(async (project) => {
      mkdirSync(join(project.folder, "home/.fonts"), { recursive: true });
      copyFileSync(CHINESE_FONT, join(project.folder, "home/.fonts/NotoSansHans-Regular.otf"));
      const args = ["export-codes", "--out", "codes", "--format", "pdf", "--label", "name"];
      expect((await project.run(args, { HOME: join(project.folder, "home") })).exitCode).toBe(0);
      const [sheet] = await sheetsIn(bytesOf(project, "codes/sheets.pdf"), 4);
      expect(sheet?.text).toContain("北京朝阳店");
    }));

  test("leaves out what is declared unpublished with --only published", () =>
    withPrepared(async (project) => {
      const { stdout } = await project.run(["export-codes", "--out", "codes", "--only", "published"]);
      expect(stdout).not.toContain("Not published");
      expect(filesIn(project)).toEqual(["door.svg", "index.csv", "more.svg", "北京朝阳店.svg"]);
      project.rules(`- {prefix: "${BUS}", path: pages/bus/index, published: false}`);
      expect(await project.fail(["export-codes", "--out", "codes", "--only", "published"])).toBe(
        'Pulumi.dev.yaml: none of 1 rule has "published: true"; leave --only published out.',
      );
    }));

  test("names a prefix that is too long for a code, and writes the others", () =>
    withProject(async (project) => {
      const long = `${SHOP}${"x".repeat(1300)}`;
      project.rules(`
        - {prefix: "${BUS}", path: pages/bus/index, name: bus}
        - {prefix: "${long}", path: pages/shop/index, name: long}`);
      const { exitCode, stdout } = await project.run(["export-codes", "--out", "codes", "--error-correction", "H"]);
      expect({ exitCode, lines: stdout.split("\n") }).toEqual({
        exitCode: 1,
        lines: [
          "Wrote 1 QR code of 30 mm and index.csv to codes.",
          `  no QR code  ${long.slice(0, 100)}…: too long for a QR code, or empty (1328 bytes)`,
        ],
      });
      expect(filesIn(project)).toEqual(["bus.svg", "index.csv"]);
      project.rules(`- {prefix: "${long}", path: pages/shop/index}`);
      expect(await project.fail(["export-codes", "--out", "none", "--error-correction", "H", "--format", "pdf"])).toBe(
        "Pulumi.dev.yaml: no prefix fits into a QR code with --error-correction H; nothing was written. Choose a lower level, or shorter prefixes.",
      );
      expect(existsSync(join(project.folder, "none"))).toBe(false);
      const low = await project.run(["export-codes", "--out", "codes", "--error-correction", "L"]);
      expect(low).toMatchObject({ exitCode: 0 });
      expect(low.stdout).toMatch(
        /^warning: hard to scan in print, because the modules are smaller than 0\.33 mm: 1 code\. Use --size \d+mm or more\.$/m,
      );
    }));

  test("takes one of several accounts, and says in the table whose each rule is", () =>
    withProject(async (project) => {
      const door = `{prefix: "${SHOP}", path: pages/shop/index, name: door, account: shop}`;
      twoAccounts(project, rules(`{prefix: "${BUS}", path: pages/bus/index, name: bus, account: official}`, door));
      const { stdout } = await project.run(["export-codes", "--out", "all", "--json"]);
      expect(JSON.parse(stdout)).toMatchObject({ codes: [{ account: "official" }, { account: "shop" }] });
      expect(project.read("all/index.csv")).toContain(`bus.svg,bus,${BUS},pages/bus/index,,official,true`);
      expect((await project.run(["export-codes", "--out", "shop", "--account", "shop"])).exitCode).toBe(0);
      expect(filesIn(project, "shop")).toEqual(["door.svg", "index.csv"]);
    }));

  test("replaces its own files, keeps those whose rule is gone, and writes the same again", () =>
    withPrepared(async (project) => {
      await project.run(["export-codes", "--out", "codes"]);
      const before = filesIn(project).map((file) => project.read(`codes/${file}`));
      expect((await project.run(["export-codes", "--out", "codes"])).exitCode).toBe(0);
      expect(filesIn(project).map((file) => project.read(`codes/${file}`))).toEqual(before);
      project.rules(`- {prefix: "${SHOP}", path: pages/shop/index, name: 北京朝阳店}`);
      expect((await project.run(["export-codes", "--out", "codes", "--size", "5cm"])).exitCode).toBe(0);
      expect(filesIn(project)).toHaveLength(5);
      expect(project.read("codes/北京朝阳店.svg")).toContain('width="50mm"');
      expect(project.read("codes/index.csv").trim().split("\r\n")).toHaveLength(2);
    }));

  test.each(["index.csv", "door.svg"])("never replaces a file of somebody else, and then writes nothing: %s", (file) =>
    withPrepared(async (project) => {
      project.mkdir("codes");
      project.write(`codes/${file}`, "something else");
      expect(await project.fail(["export-codes", "--out", "codes"])).toMatch(
        /(index\.csv|door\.svg) holds something else than a (file|table) of this command; nothing was written\. Choose another place, or remove it\.$/,
      );
      expect(filesIn(project)).toEqual([file]);
      expect(project.read(`codes/${file}`)).toBe("something else");
    }),
  );

  test("says in one sentence that a place is no folder, or cannot be written", () =>
    withPrepared(async (project) => {
      project.write("codes", "");
      expect(await project.fail(["export-codes", "--out", "codes"])).toBe(
        `${join(project.folder, "codes")} is not a folder; choose another place.`,
      );
      mkdirSync(join(project.folder, "out/door.svg"), { recursive: true });
      expect(await project.fail(["export-codes", "--out", "out"])).toMatch(/door\.svg is a folder, not a file; choose/);
      expect(filesIn(project, "out")).toEqual(["door.svg"]);
      if (!existsSync("/proc/self")) return;
      expect(await project.fail(["export-codes", "--out", "/proc/codes"])).toMatch(
        /^\/proc\/codes\/北京朝阳店\.svg cannot be written \(\w+\); .*\. Written before: 0 files of 5\.$/,
      );
    }));

  test.each<[string, string[], number, RegExp]>([
    ["a size without a unit", ["--size", "30"], 2, /^--size 30 is not a length; write a number and mm, cm or in/],
    ["an unknown format", ["--format", "jpg"], 2, /Allowed choices are svg, png, pdf\.$/],
    ["an unknown level", ["--error-correction", "X"], 2, /Allowed choices are L, M, Q, H\.$/],
    ["text in a PNG", ["--format", "png", "--label", "name"], 2, /^--label is for svg and pdf/],
    [
      "a code wider than the paper",
      ["--format", "pdf", "--size", "20cm"],
      2,
      /^--size 20cm does not fit on A4 .* 186mm/,
    ],
    [
      "no font",
      ["--format", "pdf", "--label", "name", "--font", "Pulumi.yaml"],
      1,
      /^--font Pulumi\.yaml is not a font/,
    ],
  ])("refuses %s, and writes nothing", (_, args, exitCode, message) =>
    withPrepared(async (project) => {
      expect(await project.fail(["export-codes", "--out", "codes", ...args], {}, exitCode)).toMatch(message);
      expect(existsSync(join(project.folder, "codes"))).toBe(false);
    }),
  );

  test("has nothing to do without rules, and says where to write them", () =>
    withProject(async (project) => {
      const { exitCode, stderr } = await project.run(["export-codes", "--out", "codes"]);
      expect({ exitCode, first: stderr.split("\n")[0] }).toEqual({
        exitCode: 1,
        first: 'Pulumi.dev.yaml: there are no rules; write under "config:", as a list:',
      });
    }));

  test("speaks Chinese", () =>
    withPrepared(async (project) => {
      const { stdout } = await project.run(["export-codes", "--out", "codes", "--lang", "zh"]);
      expect(stdout.split("\n")).toEqual([
        "已写入 codes：4 个二维码，边长 30 mm，以及 index.csv。",
        `未发布，普通用户扫码打不开：1 条规则（${BUS}）。`,
        `也匹配更长的地址，而码中只有前缀本身：2 条规则（${SHOP}, ${QUERY}）。`,
      ]);
    }));

  test("says what was written before the disk failed", () =>
    withPrepared(async (project) => {
      // Files of at most 6 KiB stand for a full disk: pictures fit, the table of long paths does not.
      project.rules(`- {prefix: "${SHOP}", path: "pages/shop/index?${"x".repeat(8000)}", name: shop}`);
      const limited = await project.run(["export-codes", "--out", "codes"], {}, [
        "-r",
        join(__dirname, "small-files.js"),
      ]);
      expect(limited.exitCode).toBe(1);
      expect(limited.stderr).toMatch(/index\.csv cannot be written \(ENOSPC\); .*\. Written before: 1 file of 2\.$/);
      expect(filesIn(project)).toEqual(["shop.svg"]);
    }));
});

describeWithBrowser("exported SVG in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test("is read by a scanner as the prefix, whatever the prefixes, and has its label", () =>
    withProject(async (project) => {
      const prefixes = [...new Set(fc.sample(somePrefix, 40))];
      const list = prefixes.map(
        (prefix, n) => `{prefix: ${JSON.stringify(prefix)}, path: pages/x, name: "门店 <${n}>"}`,
      );
      project.rules(list.map((rule) => `- ${rule}`).join("\n"));
      const args = ["--size", "5cm", "--label", "name", "--json"];
      const { stdout } = await project.run(["export-codes", "--out", "codes", ...args]);
      const { codes } = JSON.parse(stdout) as { codes: { file: string; prefix: string }[] };
      expect(codes.map(({ prefix }) => prefix)).toEqual(prefixes);
      const svgs = codes.map(({ file }) => `<div>${project.read(`codes/${file}`)}</div>`);
      project.write("all.html", `<!doctype html><meta charset="utf-8">${svgs.join("")}`);
      const url = pathToFileURL(join(project.folder, "all.html")).href;
      await withPage(browser, url, { viewport: { width: 800, height: 800 }, deviceScaleFactor: 3 }, async (page) => {
        const [found, texts]: [unknown[], string[]] = [[], []];
        for (const svg of await page.locator("svg").all()) {
          found.push(decoded(await svg.screenshot()));
          texts.push((await svg.locator("text").allTextContents()).join());
          expect((await svg.boundingBox())?.width).toBeCloseTo((50 / 25.4) * 96, 0);
        }
        expect(found).toEqual(prefixes);
        expect(texts).toEqual(prefixes.map((_, n) => `门店 <${n}>`));
      });
    }));

  test("opens by itself, as an image", () =>
    withPrepared(async (project) => {
      await project.run(["export-codes", "--out", "codes"]);
      const url = pathToFileURL(join(project.folder, "codes", "door.svg")).href;
      await withPage(browser, url, { deviceScaleFactor: 3 }, async (page) => {
        expect(decoded(await page.screenshot())).toBe(DOOR);
      });
    }));
});
