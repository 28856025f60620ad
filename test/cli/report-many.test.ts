import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { decoded, describeWithBrowser, openBrowser, withPage as withPageOf } from "./browser";
import { manyRules, pageIn, prefixOf } from "./many-rules";

const COUNT = 3_000;

describeWithBrowser("a report of 3,000 rules in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-report-"));
  const file = join(folder, "rules.html");
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, pageIn("zh", manyRules(COUNT)).html);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const withPage = (
    test: (page: Page) => Promise<void>,
    hash = "",
    options: BrowserContextOptions = {},
  ): Promise<void> => withPageOf(browser, pathToFileURL(file).href + hash, { deviceScaleFactor: 2, ...options }, test);

  const shown = (page: Page): Promise<number> => page.locator(".rule:visible").count();
  const rule = (page: Page, index: number) => page.locator(".rule", { hasText: prefixOf(index) });

  const expectScannable = async (page: Page): Promise<void> => {
    for (const index of [0, COUNT / 2, COUNT - 1]) {
      const code = rule(page, index).locator(".code");
      // Cards take their own heights when they come near the screen; the first picture waits for that.
      await code.screenshot();
      expect(decoded(await code.screenshot())).toBe(prefixOf(index));
    }
  };

  test("has codes that a scanner reads at the beginning, in the middle and at the end", () =>
    withPage(expectScannable));

  test("shows all rules and their codes without JavaScript, and says why there is no search box", () =>
    withPage(
      async (page) => {
        expect(await page.getByRole("searchbox").count()).toBe(0);
        expect(await page.locator("noscript p").isVisible()).toBe(true);
        expect(await shown(page)).toBe(COUNT);
        await expectScannable(page);
      },
      "",
      { javaScriptEnabled: false },
    ));

  test("is searched by the names of states in both languages, without taking one state for another", () =>
    withPage(async (page) => {
      const counts: Record<string, number> = {};
      for (const words of [
        "失效",
        "dead",
        "缺失",
        "仅限测试",
        "未发布",
        "已发布",
        "published",
        "与登记不符",
        "有效  门店",
      ]) {
        await page.getByRole("searchbox").fill(words);
        counts[words] = await shown(page);
      }
      expect(counts).toEqual({
        失效: 300,
        dead: 300,
        缺失: 300,
        仅限测试: 300,
        未发布: 300,
        已发布: 2_400,
        published: 2_400,
        与登记不符: 300,
        "有效  门店": 2_400,
      });
      expect(await page.locator("#count").innerText()).toBe("找到 2,400 条，共 3,000 条规则");
      await page.getByRole("searchbox").fill("");
      expect(await page.locator("#count").innerText()).toBe("共 3,000 条规则");
    }));

  test("opens filtered by the words of its address, and keeps those that are typed there", () =>
    withPage(
      async (page) => {
        expect(await page.getByRole("searchbox").inputValue()).toBe("失效 /0001/");
        expect(await shown(page)).toBe(1);
        await page.getByRole("searchbox").fill("shops/299 有效&+%");
        await page.getByRole("searchbox").press("Enter");
        expect(page.url()).toContain(`#q=${encodeURIComponent("shops/299 有效&+%")}`);
        expect(await page.getByRole("searchbox").inputValue()).toBe("shops/299 有效&+%");
        await page.getByRole("searchbox").fill("shops/299 有效");
        await page.getByRole("searchbox").press("Enter");
        await page.reload();
        expect(await shown(page)).toBe(8);
      },
      `#q=${encodeURIComponent("失效 /0001/")}`,
    ));

  test("prints what was found and nothing else, says what was searched for, and draws codes as lines", () =>
    withPage(async (page) => {
      await page.getByRole("searchbox").fill("失效 shops/000");
      const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
      expect(pdf).not.toMatch(/\/Subtype\s*\/Image/);
      await page.emulateMedia({ media: "print" });
      expect(await shown(page)).toBe(1);
      expect(await page.locator("#searched").innerText()).toBe(
        "仅包含搜索结果：失效 shops/000（找到 1 条，共 3,000 条规则）",
      );
      expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    }));

  test("prints every rule where nothing is searched for, wherever the screen is, and breaks none over two pages", () =>
    withPage(async (page) => {
      await page.emulateMedia({ media: "print" });
      expect(await shown(page)).toBe(COUNT);
      expect(await page.locator("#searched").innerText()).toBe("");
      const styles = await page.evaluate<string[]>(
        `[...new Set([...document.querySelectorAll(".rule")].map(getComputedStyle).map((style) => style.breakInside + " " + style.contentVisibility))]`,
      );
      expect(styles).toEqual(["avoid visible"]);
    }));
});
