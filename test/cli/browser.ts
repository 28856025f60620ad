import jsQR from "jsqr";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { PNG } from "pngjs";

/** Tests that need a browser are skipped where there is none; the set-up of the tests says so. */
export const describeWithBrowser = process.env["CHROMIUM"] ? describe : describe.skip;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM"] as string, args: ["--no-sandbox"] });
}

/** Opens a page of its own, and sees to it that it asks for nothing besides itself and that nothing goes wrong in it. */
export async function withPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const noise: string[] = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(error.message));
  page.on("request", (request) => request.url() !== url.replace(/#.*/, "") && noise.push(request.url()));
  await page.goto(url);
  await test(page);
  expect(noise).toEqual([]);
  await context.close();
}

/** What a scanner reads in a picture. */
export function decoded(screenshot: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(screenshot);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

/** The contrast of two colours of a computed style, as WCAG defines it. */
export function contrast(a: string, b: string): number {
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
