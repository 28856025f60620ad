import { createConnection } from "node:net";
import { startEmulator } from "../../emulator";
import { accountCalls, linkRule, OTHER_SHOP, postJson, SHOP, useEmulator, type Answer } from "./test-client";

let token: string;

const emulator = useEmulator();
beforeEach(() => {
  token = emulator().issueToken(SHOP);
});

const getUrl = () => `${emulator().url}/cgi-bin/wxopen/qrcodejumpget?access_token=${token}`;

test("answers HTTP 200 and a request id that starts with the time, whatever the refusal", async () => {
  const answer = await postJson(`${emulator().url}/cgi-bin/wxopen/qrcodejumpget`, {});
  const seconds = parseInt(/ rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}$/.exec(answer.errmsg ?? "")?.[1] ?? "", 16);
  expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(10);
  expect(answer.errmsg).toMatch(/^access_token missing rid: /);
});

test.each(["", "text/xml", "application/x-www-form-urlencoded", "application/json; charset=utf-8", "nonsense;;"])(
  "reads JSON under the content type %p",
  async (type) => {
    const response = await fetch(getUrl(), { method: "POST", headers: { "content-type": type }, body: "{}" });
    expect(await response.json()).toMatchObject({ errcode: 0 });
  },
);

test("reads JSON without a content type", async () => {
  const request = `POST ${getUrl().slice(emulator().url.length)} HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = createConnection(emulator().port, "127.0.0.1", () => socket.write(request));
    socket.on("data", (chunk) => (text += chunk.toString())).on("close", () => resolve(text));
    socket.on("error", reject);
  });
  expect(answer).toContain('"errcode":0');
});

test.each([
  ["", 44002],
  ["  ", 44002],
  ["{", 47001],
  ["a=1", 47001],
  ["[]", 47001],
  ['"x"', 47001],
])("refuses the body %p with %i", async (body, errcode) => {
  expect(await postJson(getUrl(), body)).toMatchObject({ errcode });
});

test.each(["GET", "PUT", "DELETE"])("refuses %s where POST is due", async (method) => {
  const paths = ["wxopen/qrcodejumpadd", "wxopen/qrcodejumpdownload", "stable_token", "component/api_component_token"];
  for (const path of paths) {
    const response = await fetch(`${emulator().url}/cgi-bin/${path}?access_token=${token}`, { method });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ errcode: 43002 });
  }
});

test("refuses and logs a route that WeChat has not", async () => {
  expect(await postJson(`${emulator().url}/cgi-bin/wxopen/qrcodejumplist?access_token=x`, {})).toMatchObject({
    errcode: 40066,
  });
  expect(emulator().calls()).toMatchObject([{ endpoint: "/cgi-bin/wxopen/qrcodejumplist", errcode: 40066 }]);
});

test("keeps raw Chinese and leaves escaped Chinese undecoded", async () => {
  const url = `${emulator().url}/cgi-bin/wxopen/qrcodejumpadd?access_token=${token}`;
  await postJson(url, linkRule({ path: "pages/a?city=北京" }));
  await postJson(
    url,
    JSON.stringify(linkRule({ prefix: "https://shop.example/b", path: "X" })).replace("X", "\\u5317\\u0041"),
  );
  expect(
    emulator()
      .state()
      .rules.map((rule) => rule.path),
  ).toEqual(["pages/a?city=北京", "\\u5317A"]);
});

test("keeps emulators of one process apart", async () => {
  const second = await startEmulator();
  try {
    await accountCalls(emulator(), token).add(linkRule());
    expect(second.state().rules).toEqual([]);
    const answer: Answer = await accountCalls(second, token).get();
    expect(answer.errcode).toBe(40001);
  } finally {
    await second.close();
  }
});

test("keeps the rules of accounts apart", async () => {
  await accountCalls(emulator(), token).add(linkRule());
  const other = accountCalls(emulator(), emulator().issueToken(OTHER_SHOP));
  expect((await other.get()).rule_list).toEqual([]);
});
