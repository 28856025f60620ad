import { heavyPackages } from "../../bench/loaded-packages";

test("neither the stack program nor the provider loads TypeScript, a development tool or a library of the command line", async () => {
  expect(await heavyPackages()).toEqual([]);
});
