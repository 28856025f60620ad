import { EngineModel } from "../reliability/engine-model";
import { CAFE, linkRule, plant, serviceRule, useEmulator, useQuickRetries, wire, writes } from "./support";

const emulator = useEmulator();
useQuickRetries();

describe("a new rule whose add was done, but neither answered nor to be read", () => {
  async function failedCreate(): Promise<EngineModel> {
    const engine = new EngineModel(emulator(), { onExisting: "adoptIdentical" });
    const add = { kind: "errcode", code: -1, when: "after", match: { endpoint: "qrcodejumpadd" } } as const;
    // The first read works: it shows what is live before anything is added.
    const reads = Array.from(
      { length: 20 },
      (_, index) => ({ kind: "reset", match: { endpoint: "qrcodejumpget", nth: index + 2 } }) as const,
    );
    emulator().setFaults([add, ...reads]);
    expect(await engine.up([linkRule()])).toHaveLength(1);
    emulator().setFaults([]);
    expect(emulator().state().rules).toHaveLength(1);
    return engine;
  }

  test("is deleted by the next run when the stack no longer wants it", async () => {
    const engine = await failedCreate();
    expect(await engine.up([])).toEqual([]);
    expect(emulator().state().rules).toEqual([]);
  });

  test("is published by the next run when the stack wants it", async () => {
    const engine = await failedCreate();
    expect(await engine.up([linkRule()])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ state: 2 }]);
  });

  test("is changed by the next run when the stack wants it otherwise", async () => {
    const engine = await failedCreate();
    expect(await engine.up([linkRule({ path: "pages/other/index" })])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ path: "pages/other/index", state: 2 }]);
  });
});

describe("a delete that was done, but cannot be read back", () => {
  test("is an error that says so, and what to do when the rule is wanted again", async () => {
    plant(emulator(), linkRule());
    const engine = new EngineModel(emulator());
    engine.remember(linkRule());
    emulator().setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget" } }]);
    const [failure] = await engine.destroy();
    expect(failure?.error.message).toMatch(/may be deleted, .* run the same command again, or "pulumi refresh"/);
    expect(await engine.refresh()).toEqual([]);
    expect(await engine.up([linkRule()])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ state: 2 }]);
  });
});

describe("a rule that is to be unpublished, whose delete answers ok and does nothing, and whose add is unclear", () => {
  test("is not taken for done because the old rule is still there", async () => {
    plant(emulator(), linkRule());
    const engine = new EngineModel(emulator());
    engine.remember(linkRule());
    emulator().setFaults([
      { kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" } },
      { kind: "html", match: { endpoint: "qrcodejumpadd" } },
    ]);
    expect(await engine.up([linkRule({ published: false })])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ state: 1 }]);
  });
});

describe("a change of the mini program that was half done, could not be undone, and cannot be read", () => {
  const old = serviceRule({ appid: CAFE });
  const want = serviceRule({ path: "pages/new/index" });

  async function failedChange(): Promise<EngineModel> {
    plant(emulator(), old);
    const engine = new EngineModel(emulator());
    engine.remember(old);
    emulator().setFaults([
      { kind: "errcode", code: 85095, match: { endpoint: "qrcodejumppublish" } },
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpdelete", nth: 2 } },
      // Those before look for the rule; those of the error's own words and of the new state come after.
      ...[4, 5, 6, 7].map(
        (nth) => ({ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth } }) as const,
      ),
    ]);
    const [failure] = await engine.up([want]);
    expect(failure?.error.message).toMatch(/could not be read; it may be nothing/);
    emulator().setFaults([]);
    expect(emulator().state().rules).toMatchObject([{ path: want.path, state: 1 }]);
    return engine;
  }

  test("is finished by the next run", async () => {
    const engine = await failedChange();
    expect(await engine.up([want])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ path: want.path, state: 2 }]);
  });

  test("is undone by the next run when the stack wants the old mini program again", async () => {
    const engine = await failedChange();
    expect(await engine.up([old])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ path: old.path, state: 2 }]);
  });

  test("is found by refresh", async () => {
    const engine = await failedChange();
    expect(await engine.refresh()).toEqual([]);
    expect(await engine.up([old])).toEqual([]);
    expect(emulator().state().rules).toMatchObject([{ path: old.path, state: 2 }]);
  });

  test("is deleted by one write when the stack no longer wants the rule", async () => {
    const engine = await failedChange();
    const before = writes(emulator()).length;
    expect(await engine.up([])).toEqual([]);
    expect(emulator().state().rules).toEqual([]);
    expect(writes(emulator()).slice(before)).toEqual([wire.delete(want)]);
  });
});
