import { servesRules } from "./provider-cases";

describe("the plugin", () => servesRules(async () => undefined));
