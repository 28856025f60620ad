import { filledIn, servesAnyAccount } from "../../provider/settings/any-account";
import { ACCOUNT } from "./support";

describe("a token command or URL with {appId}", () => {
  test.each([
    ["get-token {appId} --for={appId}", `get-token ${ACCOUNT} --for=${ACCOUNT}`],
    ["https://tokens.example/{appId}?app={appId}", `https://tokens.example/${ACCOUNT}?app=${ACCOUNT}`],
  ])("has the app id in each place: %s", (template, expected) => {
    expect(servesAnyAccount(template)).toBe(true);
    expect(filledIn(template, ACCOUNT)).toBe(expected);
  });

  test.each(["get-token ${appId}", "get-token {appid}", "get-token", "https://tokens.example/?a=appId"])(
    "is not %s, which stays as it is",
    (template) => {
      expect(servesAnyAccount(template)).toBe(false);
      expect(filledIn(template, ACCOUNT)).toBe(template);
    },
  );

  test.each([undefined, "", "wx; rm -rf /", `${ACCOUNT}\n`, `${ACCOUNT} $(id)`, `x${ACCOUNT}`, "$&"])(
    "never gets what is no app id: %j",
    (appId) => {
      expect(() => filledIn("get-token {appId}", appId)).toThrow("{appId} can only stand for an app id.");
    },
  );
});
