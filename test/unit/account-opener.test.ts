import { AccountOpener } from "../../provider/wechat/account";
import { readSettings, type Settings } from "../../provider/settings/settings";
import { ACCOUNT, CAFE, requests, SHOP, useEmulator } from "./support";

const emulator = useEmulator();

function settings(account: string, credentials: Record<string, string>): Settings {
  const config: Record<string, string> = { appId: account, endpoint: emulator().url, ...credentials };
  return readSettings((key) => config[key.replace("wechat-qr-jump:", "")], {});
}

const TOKEN = "t".repeat(32);
const command = (text: string) => ({ accessTokenCommand: `echo ${text}` });

test("two accounts that get the same token are refused, whichever way it comes", async () => {
  for (const given of [{ accessToken: TOKEN }, command(TOKEN), command("${WECHAT_TOKEN_APP_ID:+" + TOKEN + "}")]) {
    const opener = new AccountOpener();
    const [one, other] = [SHOP, CAFE].map((account) => opener.open(settings(account, given)));
    expect(await one?.tokens.get()).toBe(TOKEN);
    const refused = await other?.client.getLinkRules().catch((error: unknown) => String(error));
    expect(refused).toContain(`The accounts ${SHOP}, ${CAFE} got the same access token`);
    expect(refused).not.toContain(TOKEN);
    expect(requests(emulator())).toEqual([]);
  }
});

test("one account may be opened twice, and renews its token", async () => {
  const opener = new AccountOpener();
  const own = settings(ACCOUNT, { appSecret: "emulator-secret" });
  const [first, second] = [opener.open(own), opener.open(own)];
  const token = await first.tokens.get();
  expect(await second.tokens.get()).toBe(token);
  emulator().expireTokens();
  expect((await first.client.getLinkRules()).rules).toEqual([]);
  expect(await first.tokens.get()).not.toBe(token);
});
