import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { contrast, decoded, describeWithBrowser, openBrowser, withPage as withPageOf } from "./browser";
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

  test("speaks Chinese, and replaces a page of another language", () =>
    withProject(async (project) => {
      prepare(project);
      await project.run(["report", "--out", "rules.html"]);
      const { exitCode, stdout } = await project.run(["report", "--out", "rules.html", "--lang", "zh"]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: "已写入 rules.html：共 6 条规则，其中微信中缺失 1 条、不同 1 条、未声明 1 条；本月还剩 100 次发布。",
      });
      expect(project.read("rules.html")).toContain('<html lang="zh-CN">');
      await project.run(["report", "--out", "rules.html"], { LANG: "zh_CN.UTF-8", WECHAT_LANG: "en" });
      expect(project.read("rules.html")).toContain('<html lang="en">');
    }));

  test("says in one sentence that the page cannot be written", () =>
    withProject(async (project) => {
      prepare(project);
      expect(await project.fail(["report", "--out", "."])).toMatch(/ is a folder, not a file; choose another place\.$/);
    }));
});

describeWithBrowser("the report in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const withPage = (
    options: { width?: number; colorScheme?: "light" | "dark" },
    test: (shown: { page: Page }) => Promise<void>,
  ): Promise<void> =>
    withProject(async (project) => {
      prepare(project);
      await project.run(["report", "--out", "rules.html"]);
      const { width = 1200, colorScheme = "light" } = options;
      const url = pathToFileURL(join(project.folder, "rules.html")).href;
      const viewport = { width, height: 900 };
      await withPageOf(browser, url, { viewport, colorScheme, deviceScaleFactor: 2 }, async (page) => {
        await test({ page });
        expect(await page.evaluate("window.pwned")).toBeUndefined();
      });
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

  test("says of each rule what scanning does, its page, mini program, where it is listed, and what is not as listed", () =>
    withPage({}, async ({ page }) => {
      const facts = (await texts(page, ".facts")).join().replaceAll("\n", " ");
      expect(facts).toContain(
        "Rules 6 Works 4 Testers only 1 Dead 1 Not as listed 3 Publishes left this month 100 As of",
      );
      const rules: Record<string, string> = {};
      for (const rule of await texts(page, ".rule .text")) {
        const [prefix = "", ...others] = rule.split("\n").filter(Boolean);
        rules[prefix] = others.join(" ");
      }
      expect(rules[SHOP]).toMatch(
        /^works Works: scanning opens this page\. Page pages\/shop\/index Listed in Pulumi\.dev\.yaml:\d+$/,
      );
      expect(rules[BUS]).toMatch(
        /^works not as listed Works, but not as listed\. Tell whoever looks after the rules\. Page pages\/bus\/index .* Not as listed opens pages\/bus\/<b>old<\/b> instead of pages\/bus\/index$/,
      );
      expect(rules["https://qr.example.com/gone"]).toMatch(
        /^dead missing in WeChat Does nothing: the code is dead\. Do not hand it out, and tell whoever looks after the rules\. Page/,
      );
      expect(rules["https://qr.example.com/test/"]).toContain(
        `testers only Opens for testers only. Do not hand it out yet. Page ${EVIL} Listed in`,
      );
      expect(rules[DOOR]).toMatch(
        new RegExp(`^works .* Page pages/door/index Mini program ${APPID} Listed in Pulumi.dev.yaml:`),
      );
      expect(rules[MORE]).toBe(
        "works not listed Works: scanning opens this page. Tell whoever looks after the rules. Page pages/more/index Listed in nowhere",
      );
    }));

  test("filters by every word of the search, and says how many are shown", () =>
    withPage({}, async ({ page }) => {
      const visible = (): Promise<string[]> => texts(page, ".rule:visible h3");
      expect(await texts(page, "#count")).toEqual(["all 6 rules"]);
      await page.getByLabel("Search address, page, app id, state or file").fill("  PAGES/door published ");
      expect(await visible()).toEqual([DOOR]);
      expect(await texts(page, "#count")).toEqual(["1 of 6 rules"]);
      await page.getByRole("searchbox").fill("nothing like it");
      expect(await visible()).toEqual([]);
      await page.getByRole("searchbox").fill("");
      expect(await visible()).toHaveLength(6);
    }));

  test.each([320, 360])("has no sideways scroll on a phone of %i px, and account ids on one line", (width) =>
    withPage({ width }, async ({ page }) => {
      await screenshot(page, `phone-${width}`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      for (const id of await page.locator(".id dd").all()) {
        const { x = 0, width: taken = 0, height = 0 } = (await id.boundingBox()) ?? {};
        expect(height).toBeLessThan(30);
        expect(x + taken).toBeLessThan(width);
      }
    }),
  );

  test("prints without the search box, with codes of at least 3.5 cm", () =>
    withPage({}, async ({ page }) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await page.locator(".rule:visible").count()).toBe(6);
      expect(await page.getByRole("searchbox").isVisible()).toBe(false);
      for (const code of await page.locator(".code svg").all()) {
        expect((await code.boundingBox())?.width).toBeGreaterThan((3.5 / 2.54) * 96);
      }
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
