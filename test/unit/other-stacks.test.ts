import { declaredElsewhere } from "../../provider/reading/other-stacks";
import { stackFilePath } from "../../provider/reading/stack-file";
import { useProject } from "./project-folder";

const OURS = "wx1111111111111111";
const THEIRS = "wx2222222222222222";
const SHOP = "https://qr.example.com/shop/";

const project = useProject();

function stack(name: string, appId: string, rules: string): void {
  project.write(`Pulumi.${name}.yaml`, `config:\n  ${appId}\n  wechat-qr-jump:rules:\n    ${rules}\n`);
}

const shop = `- {prefix: "${SHOP}", path: pages/index}`;

function found(owner: string | undefined, prefix = SHOP): string[] {
  const self = stackFilePath(project.folder, "own");
  return declaredElsewhere(new Map([[prefix, owner]]), project.folder, self, {}).map(({ file }) => file);
}

describe("the rules that other stacks of the project declare", () => {
  beforeEach(() => {
    stack("own", `wechat-qr-jump:appId: ${OURS}`, shop);
    stack("same", `wechat-qr-jump:appId: ${OURS}`, shop);
    stack("theirs", `wechat-qr-jump:appId: ${THEIRS}`, shop);
    stack("hidden", "wechat-qr-jump:appId: {secure: AAAA}", shop);
  });

  test("are those of the same account, and of stacks whose account their files do not tell", () => {
    expect(found(OURS)).toEqual(["Pulumi.hidden.yaml", "Pulumi.same.yaml"]);
    expect(found(undefined)).toEqual(["Pulumi.hidden.yaml", "Pulumi.same.yaml", "Pulumi.theirs.yaml"]);
    expect(found(OURS, `${SHOP}other/`)).toEqual([]);
  });

  test("are not those of a stack with another endpoint, which is another WeChat", () => {
    stack("same", `wechat-qr-jump:endpoint: http://127.0.0.1:8080\n  wechat-qr-jump:appId: ${OURS}`, shop);
    expect(found(OURS)).toEqual(["Pulumi.hidden.yaml"]);
    stack("own", `wechat-qr-jump:endpoint: "http://127.0.0.1:8080/"\n  wechat-qr-jump:appId: ${OURS}`, shop);
    expect(found(OURS)).toEqual(["Pulumi.same.yaml"]);
  });

  test("are found in rules files, and beside mistakes", () => {
    project.write("rules/a.yaml", `${shop}\n- {path: pages/index}\n`);
    project.write(
      "Pulumi.files.yaml",
      `config:\n  wechat-qr-jump:appId: ${OURS}\n  wechat-qr-jump:rulesFiles: [rules/*.yaml]\n`,
    );
    expect(found(OURS)).toContain("Pulumi.files.yaml");
  });

  test("are compared by the account of each rule where the other stack has several", () => {
    const accounts = `wechat-qr-jump:accounts:\n    ours: {appId: ${OURS}}\n    theirs: {appId: ${THEIRS}}`;
    const both = [`{account: ours, prefix: "${SHOP}", path: p}`, `{account: theirs, prefix: "${SHOP}2", path: p}`];
    stack("several", accounts, both.map((rule) => `- ${rule}`).join("\n    "));
    expect(found(OURS)).toContain("Pulumi.several.yaml");
    expect(found(THEIRS)).not.toContain("Pulumi.several.yaml");
    expect(found(THEIRS, `${SHOP}2`)).toEqual(["Pulumi.several.yaml"]);
    expect(found(undefined, `${SHOP}2`)).toEqual(["Pulumi.several.yaml"]);
  });

  test("belong to the account of the other stack's file, not to that of this run's environment", () => {
    const self = stackFilePath(project.folder, "own");
    const accounts = `wechat-qr-jump:appId: ${THEIRS}\n  wechat-qr-jump:accounts:\n    ours: {appId: ${OURS}}`;
    stack("several", accounts, `- {account: ours, prefix: "${SHOP}", path: p}\n    - {prefix: "${SHOP}2", path: p}`);
    const filesFor = (prefix: string, owner: string): string[] =>
      declaredElsewhere(new Map([[prefix, owner]]), project.folder, self, { WECHAT_APP_ID: OURS }).map(
        ({ file }) => file,
      );
    expect(filesFor(SHOP, OURS)).toContain("Pulumi.several.yaml");
    expect(filesFor(`${SHOP}2`, OURS)).toEqual([]);
    expect(filesFor(`${SHOP}2`, THEIRS)).toEqual(["Pulumi.several.yaml"]);
  });
});
