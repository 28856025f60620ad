import { leftOut } from "../../provider/cli/import";
import { linkRule } from "./support";

test("at most 50 rules that cannot be declared are listed, and the others counted", () => {
  const refused = Array.from({ length: 53 }, (_, n) => ({
    rule: linkRule({ prefix: `https://qr.example.com/店${n}` }),
    property: "prefix" as const,
    reason: "no Chinese",
  }));
  expect(leftOut(refused.slice(0, 50))).toHaveLength(50);
  const lines = leftOut(refused);
  expect(lines).toHaveLength(51);
  expect(lines.slice(-2)).toEqual(["  left out https://qr.example.com/店49: no Chinese", "And 3 more."]);
});
