import { parseRule } from "../../provider/rules/check-rule";
import { link, problem, service, unknownField } from "./rule-support";
import { CODE, LINK, linkRule, serviceRule, SHOP } from "./support";

const SERVICE_FIELDS = "prefix, appid, path, published";
const LINK_FIELDS = "prefix, path, permitSubRule, openVersion, debugUrls, published";

describe("a rule that is in order", () => {
  test("is a link rule, published and with the defaults of the tester fields, where prefix and path are all that is written", () => {
    expect(link()).toEqual({ rule: linkRule(), problems: [] });
  });

  test("is a service-account rule, published by default, where the prefix is a parametric QR code", () => {
    expect(service()).toEqual({ rule: serviceRule(), problems: [] });
  });

  test("keeps everything that is written of a link rule", () => {
    const written = linkRule({
      permitSubRule: false,
      openVersion: "trial",
      debugUrls: [`${LINK}1`, `${LINK}2?x=1`],
      published: false,
    });
    expect(parseRule({ ...written })).toEqual({ rule: written, problems: [] });
  });

  test("keeps everything that is written of a service-account rule", () => {
    const written = serviceRule({ path: "pages/商店/index?id=3", published: false });
    expect(parseRule({ ...written })).toEqual({ rule: written, problems: [] });
  });

  test.each(["http://qr.example.com", "https://qr.example.com/a?r=1&", "https://qr.example.com:8443/a/%E5%95%86"])(
    "may have the prefix %s",
    (prefix) => {
      expect(link({ prefix }).problems).toEqual([]);
    },
  );

  test("may have 5 debug URLs", () => {
    expect(link({ debugUrls: Array.from({ length: 5 }, (_, index) => LINK + index) }).problems).toEqual([]);
  });
});

describe("a path is refused", () => {
  test.each([
    [undefined, "path must be text such as pages/index/index"],
    [7, "path must be text such as pages/index/index"],
    ["", "path is empty; write the mini program page to open, e.g. pages/index/index"],
    ["/pages/index", 'path starts with "/"; write it without, e.g. pages/index/index'],
    ["?id=3", 'path has no page before "?"; write it, e.g. pages/index/index?id=3'],
    ["https://qr.example.com/", "path is a link; write a page of the mini program, e.g. pages/index/index"],
    ["pages/in dex", "path contains a blank; remove it or write it as %20"],
    ["pages/index\n", 'path has a line break (U+000A) after "pages/index"; remove it'],
  ])("in both families when it is %p", (path, reason) => {
    expect(link({ path })).toEqual(problem("path", reason));
    expect(service({ path })).toEqual(problem("path", reason));
  });
});

describe("another field is refused", () => {
  const missing =
    "appid is missing; a service-account rule needs the app id of the mini program to open, e.g. wxe5f52902cf4de896";
  const malformed =
    'appid is not an app id; write "wx" and 16 hexadecimal digits in lower case, e.g. wxe5f52902cf4de896';
  test.each([
    [undefined, missing],
    [7, missing],
    ["", malformed],
    ["wxE5F52902CF4DE896", malformed],
    ["wxe5f52902cf4de89", malformed],
    [" wxe5f52902cf4de896", malformed],
    ["gh_0123456789ab", malformed.replace("app id;", "app id but an original id (原始ID);")],
  ])("when a service-account rule has the appid %p", (appid, reason) => {
    expect(service({ appid })).toEqual(problem("appid", reason));
  });

  test.each([
    ["published", "yes", "published must be true or false; did you mean true?"],
    ["published", 1, "published must be true or false"],
    ["permitSubRule", 1, "permitSubRule must be true or false; did you mean true?"],
    ["permitSubRule", 2, "permitSubRule must be true or false; did you mean false?"],
    ["permitSubRule", "No", "permitSubRule must be true or false; did you mean false?"],
    ["openVersion", "beta", "openVersion must be one of development, trial, release"],
    ["openVersion", 1, "openVersion must be one of development, trial, release; did you mean development?"],
    ["openVersion", "2", "openVersion must be one of development, trial, release; did you mean trial?"],
    ["openVersion", 3, "openVersion must be one of development, trial, release; did you mean release?"],
    ["openVersion", "dev", "openVersion must be one of development, trial, release; did you mean development?"],
    ["openVersion", "Relaese", "openVersion must be one of development, trial, release; did you mean release?"],
    ["debugUrls", {}, "debugUrls must be a list of URLs"],
    ["debugUrls", Array(6).fill(`${LINK}1`), "debugUrls has more than 5 URLs; WeChat takes at most 5"],
  ])("when a link rule has %s %p", (property, value, reason) => {
    expect(link({ [property]: value })).toEqual(problem(property, reason));
  });

  test("when a service-account rule's published is no boolean", () => {
    expect(service({ published: "false" })).toEqual(
      problem("published", "published must be true or false; did you mean false?"),
    );
  });

  test("for each item of debugUrls that is no text or that the prefix does not cover", () => {
    const reason = (url: string) =>
      `debugUrls has ${url}, which the prefix ${LINK} does not cover; write full URLs under the prefix`;
    expect(link({ debugUrls: [`${LINK}1`, "https://other.example/", "shop/2", 7] }).problems).toEqual([
      { property: "debugUrls", index: 3, reason: "debugUrls must be a list of URLs" },
      { property: "debugUrls", index: 1, reason: reason("https://other.example/") },
      { property: "debugUrls", index: 2, reason: reason("shop/2") },
    ]);
  });

  test("for debug URLs below a prefix that lacks the slash at its end, saying so", () => {
    expect(
      link({ prefix: "https://qr.example.com/bus", debugUrls: ["https://qr.example.com/bus/1"] }).problems,
    ).toEqual([
      {
        property: "debugUrls",
        index: 0,
        reason:
          "debugUrls has https://qr.example.com/bus/1, which the prefix https://qr.example.com/bus does not cover; " +
          "did you mean the prefix https://qr.example.com/bus/, which matches everything below it?",
      },
    ]);
  });

  test("when a link rule has an appid", () => {
    expect(link({ appid: SHOP })).toEqual(
      unknownField(
        "appid",
        "appid belongs to service-account rules only (prefix http://weixin.qq.com/q/…); a link rule opens the mini program whose token is used: remove it",
      ),
    );
  });

  test.each([
    ["permitSubRule", true],
    ["openVersion", "release"],
    ["debugUrls", []],
  ])("when a service-account rule has %s", (property, value) => {
    expect(service({ [property]: value })).toEqual(
      unknownField(property, `${property} belongs to link rules only; remove it`),
    );
  });

  test("when the rule has no such field, naming those it has", () => {
    const reason = (fields: string) => `colour is not a field of a rule; the fields are ${fields}`;
    expect(link({ colour: "x" })).toEqual(unknownField("colour", reason(LINK_FIELDS)));
    expect(service({ colour: "x" })).toEqual(unknownField("colour", reason(SERVICE_FIELDS)));
  });

  test.each([
    ["pathe", "did you mean path?"],
    ["Published", "did you mean published?"],
    ["open-version", "did you mean openVersion?"],
    ["debug_url", "did you mean debugUrls?"],
    ["url", "did you mean prefix?"],
    ["is_edit", "the provider itself decides whether a rule is added or modified: remove it"],
    ["permit_sub_rule", "write permitSubRule: true for WeChat's 1, permitSubRule: false for its 2"],
    ["open_version", "write openVersion: development, trial or release for WeChat's 1, 2 or 3"],
    ["state", "write published: false for WeChat's 1, published: true for its 2"],
  ])("when it is called %s, saying what was probably meant", (property, instead) => {
    expect(link({ [property]: 1 })).toEqual(unknownField(property, `${property} is not a field of a rule; ${instead}`));
  });

  test("when it is WeChat's name of a field that the other family has", () => {
    expect(service({ open_version: 1 })).toEqual(
      unknownField("open_version", "open_version belongs to link rules only; remove it"),
    );
  });

  test("once when debugUrls is one URL instead of a list", () => {
    expect(link({ debugUrls: `${LINK}1` })).toEqual(problem("debugUrls", "debugUrls must be a list of URLs"));
  });

  test("with words also when it is named as something that every JavaScript object has", () => {
    expect(link({ constructor: "x" })).toEqual(
      unknownField("constructor", `constructor is not a field of a rule; the fields are ${LINK_FIELDS}`),
    );
  });
});

test("everything that is wrong is said at once", () => {
  const { problems, rule } = service({ appid: "x", path: "/", published: 1, nonsense: 1, openVersion: "trial" });
  expect(rule).toBeUndefined();
  expect(problems.map(({ property }) => property).sort()).toEqual([
    "appid",
    "nonsense",
    "openVersion",
    "path",
    "published",
  ]);
});

describe("what a preview does not know yet", () => {
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

  test("makes no problem where it is the prefix, whatever else is wrong", () => {
    expect(parseRule({ prefix: UNKNOWN, path: "/" }, ["prefix"])).toEqual({ problems: [] });
  });

  test("makes no problem where it is another field", () => {
    expect(parseRule({ prefix: LINK, path: "p", debugUrls: [UNKNOWN] }, ["debugUrls"])).toEqual({ problems: [] });
    expect(parseRule({ prefix: CODE, path: "p", appid: UNKNOWN }, ["appid"])).toEqual({ problems: [] });
    expect(parseRule({ prefix: LINK, path: "p", published: UNKNOWN }, ["published"])).toEqual({ problems: [] });
  });

  test("hides no problem of the fields that are known", () => {
    expect(parseRule({ prefix: CODE, path: "/p", appid: UNKNOWN }, ["appid"])).toEqual(
      problem("path", 'path starts with "/"; write it without, e.g. pages/index/index'),
    );
  });
});
