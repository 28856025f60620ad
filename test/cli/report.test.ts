import { pathToFileURL } from "node:url";
import { join } from "node:path";
import jsQR from "jsqr";
import { chromium, type Browser, type Page } from "playwright-core";
import { PNG } from "pngjs";
import { APPID, BUS, DOOR, SECRET, SHOP, withProject, type Project } from "./support";

const MORE = "https://qr.example.com/more?id=1&x=";
const DEBUG = "https://qr.example.com/test/1";
const EVIL = `pages/x?<script>window.pwned=1</script>&"'`.replaceAll(" ", "");

/** A project in which each state a rule can be in is there. */
function prepare(project: Project): void {
  project.rules(`
    - {prefix: "${SHOP}", path: pages/shop/index}
    - {prefix: "${BUS}", path: pages/bus/index}
    - {prefix: "https://qr.example.com/gone", path: pages/gone/index}
    - {prefix: "https://qr.example.com/test/", path: '${EVIL.replaceAll("'", "''")}', debugUrls: ["${DEBUG}"], published: false}
    - {prefix: "${DOOR}", appid: ${APPID}, path: pages/door/index}`);
  project.plant(
    { prefix: SHOP, path: "pages/shop/index", state: 2 },
    { prefix: BUS, path: "pages/bus/<b>old</b>", state: 2 },
    { prefix: MORE, path: "pages/more/index", state: 2 },
    { prefix: "https://qr.example.com/test/", path: EVIL, state: 1, debugUrls: [DEBUG] },
    { prefix: DOOR, appid: APPID, path: "pages/door/index", state: 2 },
  );
}

/** What a scanner must see, by the heading of the rule. */
const SCANS: Record<string, string> = {
  [SHOP]: SHOP,
  [BUS]: BUS,
  "https://qr.example.com/gone": "https://qr.example.com/gone",
  "https://qr.example.com/test/": DEBUG,
  [DOOR]: DOOR,
  [MORE]: MORE,
};

describe("report", () => {
  test("writes one page without outside resources, with every rule's text escaped and no secret in it", () =>
    withProject(async (project) => {
      prepare(project);
      const { exitCode, stdout } = await project.run(["report", "--stack", "dev", "--out", "rules.html"]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout:
          "Wrote rules.html: 6 rules, of which 1 missing in WeChat, 1 different, 1 not declared; 100 publishes left this month.",
      });
      const page = project.read("rules.html");
      expect(page).not.toMatch(/\b(src|href)=|url\(|@import|<link/i);
      expect(page.match(/<script>/g)).toHaveLength(1);
      expect(page).not.toContain("<b>old");
      for (const secret of [SECRET, ...project.emulator.tokens()]) expect(page).not.toContain(secret);
      expect(JSON.parse((await project.run(["report", "--out", "rules.html", "--json"])).stdout)).toMatchObject({
        rules: 6,
        missing: 1,
        different: 1,
        unmanaged: 1,
        publishQuotaLeft: 100,
      });
    }));

  test("says in one sentence that the page cannot be written", () =>
    withProject(async (project) => {
      prepare(project);
      expect(await project.fail(["report", "--out", "."])).toMatch(/ is a folder, not a file; choose another place\.$/);
    }));
});

const describeWithBrowser = process.env["CHROMIUM"] ? describe : describe.skip;

describeWithBrowser("the report in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] as string, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());

  interface Shown {
    page: Page;
    /** What went wrong in the page, and what it asked for besides itself. */
    noise: string[];
  }

  const withPage = (
    options: { width?: number; colorScheme?: "light" | "dark" },
    test: (shown: Shown) => Promise<void>,
  ): Promise<void> =>
    withProject(async (project) => {
      prepare(project);
      await project.run(["report", "--out", "rules.html"]);
      const { width = 1200, colorScheme = "light" } = options;
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, deviceScaleFactor: 2 });
      const page = await context.newPage();
      const noise: string[] = [];
      page.on("console", (message) => noise.push(message.text()));
      page.on("pageerror", (error) => noise.push(error.message));
      const url = pathToFileURL(join(project.folder, "rules.html")).href;
      page.on("request", (request) => request.url() !== url && noise.push(request.url()));
      await page.goto(url);
      await test({ page, noise });
      expect(noise).toEqual([]);
      expect(await page.evaluate("window.pwned")).toBeUndefined();
      await context.close();
    });

  const screenshot = async (page: Page, name: string): Promise<void> => {
    const folder = process.env["REPORT_SCREENSHOTS"];
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

  test.each(["light", "dark"] as const)("has codes that a scanner reads, in the %s colours", (colorScheme) =>
    withPage({ colorScheme }, async ({ page }) => {
      await screenshot(page, colorScheme);
      const found: Record<string, string | undefined> = {};
      for (const rule of await page.locator(".rule").all()) {
        found[await rule.locator("h3").innerText()] = decoded(await rule.locator(".code").screenshot());
      }
      expect(found).toEqual(SCANS);
    }),
  );

  test("says of each rule its state, page, mini program, who declares it, and what drifted", () =>
    withPage({}, async ({ page }) => {
      const facts = (await texts(page, ".facts")).join().replaceAll("\n", " ");
      expect(facts).toContain("Rules 6 Not as declared 3 Publishes left this month 100");
      const rules: Record<string, string> = {};
      for (const rule of await texts(page, ".rule .text")) {
        const [prefix = "", ...others] = rule.split("\n").filter(Boolean);
        rules[prefix] = others.join(" ");
      }
      expect(rules[SHOP]).toMatch(/^published Page pages\/shop\/index Declared by Pulumi\.dev\.yaml:\d+$/);
      expect(rules[BUS]).toMatch(
        /^differs Page pages\/bus\/index .* Drift path is declared pages\/bus\/index, live pages\/bus\/<b>old<\/b>$/,
      );
      expect(rules["https://qr.example.com/gone"]).toMatch(/^missing .* Drift declared, but not in WeChat$/);
      expect(rules["https://qr.example.com/test/"]).toContain(`not published Page ${EVIL} Declared by`);
      expect(rules[DOOR]).toMatch(new RegExp(`^published Page pages/door/index Mini program ${APPID} Declared by`));
      expect(rules[MORE]).toBe(
        "published unmanaged Page pages/more/index Declared by nobody Drift live in WeChat, but not declared",
      );
    }));

  test("filters by every word of the search, and says how many are shown", () =>
    withPage({}, async ({ page }) => {
      const visible = (): Promise<string[]> => texts(page, ".rule:visible h3");
      expect(await texts(page, "#count")).toEqual(["all 6 rules"]);
      await page.getByLabel("Search prefix, page, appid, state or file").fill("  PAGES/door published ");
      expect(await visible()).toEqual([DOOR]);
      expect(await texts(page, "#count")).toEqual(["1 of 6 rules"]);
      await page.getByRole("searchbox").fill("nothing like it");
      expect(await visible()).toEqual([]);
      await page.getByRole("searchbox").fill("");
      expect(await visible()).toHaveLength(6);
    }));

  test.each([320, 360])("has no sideways scroll on a phone of %i px", (width) =>
    withPage({ width }, async ({ page }) => {
      await screenshot(page, `phone-${width}`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    }),
  );

  test("prints all rules whatever was searched, without the search box, with codes of at least 3.5 cm", () =>
    withPage({}, async ({ page }) => {
      await page.getByRole("searchbox").fill("door");
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await page.locator(".rule:visible").count()).toBe(6);
      expect(await page.getByRole("searchbox").isVisible()).toBe(false);
      for (const code of await page.locator(".code svg").all()) {
        expect((await code.boundingBox())?.width).toBeGreaterThan((3.5 / 2.54) * 96);
      }
      const folder = process.env["REPORT_SCREENSHOTS"];
      if (folder) await page.pdf({ path: join(folder, "print.pdf"), format: "A4" });
    }));

  test.each(["light", "dark"] as const)(
    "has readable text in the %s colours: contrast of at least 4.5 to 1",
    (colorScheme) =>
      withPage({ colorScheme }, async ({ page }) => {
        for (const selector of [
          "h1",
          "h3",
          "dt",
          "dd",
          "figcaption",
          ".badge.good",
          ".badge.bad",
          ".badge.quiet",
          "label",
          "#count",
        ]) {
          const [text = "", ground = ""] = await page.evaluate<string[]>(`(() => {
          const element = document.querySelector(${JSON.stringify(selector)});
          let below = element;
          while (below && getComputedStyle(below).backgroundColor === "rgba(0, 0, 0, 0)") below = below.parentElement;
          return [getComputedStyle(element).color, getComputedStyle(below).backgroundColor];
        })()`);
          expect({ selector, good: contrast(text, ground) >= 4.5 }).toEqual({ selector, good: true });
        }
      }),
  );

  test("has one first heading, a heading for each rule, and a name for the search box and every code", () =>
    withPage({}, async ({ page }) => {
      expect(await page.getByRole("heading", { level: 1 }).allInnerTexts()).toEqual(["QR jump rules of dev"]);
      expect(await page.getByRole("heading", { level: 3 }).count()).toBe(6);
      expect(await page.getByRole("img", { name: /^QR code of http/ }).count()).toBe(6);
      expect(await page.getByRole("searchbox", { name: /^Search/ }).count()).toBe(1);
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
    }));
});

function decoded(screenshot: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(screenshot);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [a, b].map(luminance).sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
