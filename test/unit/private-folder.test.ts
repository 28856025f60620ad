import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forgetOld } from "../../provider/system/private-folder";

const EIGHT_DAYS_AGO = new Date(Date.now() - 8 * 24 * 3_600_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-forget-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function leave(name: string, changedAt = new Date()): void {
  writeFileSync(join(folder, name), "");
  utimesSync(join(folder, name), changedAt, changedAt);
}

test("what earlier runs left behind goes after a week, some of it in each run, and the rest stays", () => {
  for (let made = 0; made < 200; made++) leave(`old-${made}`, EIGHT_DAYS_AGO);
  for (let made = 0; made < 100; made++) leave(`young-${made}`);
  forgetOld(folder, 80);
  expect(readdirSync(folder).length).toBeGreaterThanOrEqual(220);
  for (let run = 0; run < 200; run++) forgetOld(folder, 80);
  const names = Array.from({ length: 100 }, (_, made) => `young-${made}`);
  expect(readdirSync(folder).sort()).toEqual(names.sort());
});

test("a few files are all looked at", () => {
  leave("old", EIGHT_DAYS_AGO);
  leave("young");
  forgetOld(folder);
  expect(readdirSync(folder)).toEqual(["young"]);
});
