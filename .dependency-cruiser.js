/**
 * The rooms of provider/ and what each may use, beside itself and packages. `npm run lint` keeps it; docs/code-map.md tells what is in
 * them. Entries (index, program, lifecycle) stand above all rooms.
 */
const ROOMS = {
  text: [],
  settings: ["text"],
  system: ["text"],
  rules: ["text"],
  pulumi: ["system", "text", "settings", "rules"],
  reading: ["system", "text", "settings", "rules"],
  wechat: ["system", "text", "settings", "rules"],
  reconcile: ["system", "text", "settings", "rules", "wechat"],
  cli: ["system", "text", "settings", "rules", "reading", "wechat"],
  "resource-provider": ["system", "text", "settings", "rules", "pulumi", "wechat", "reconcile"],
  "stack-program": ["system", "text", "settings", "rules", "pulumi", "reading", "wechat", "reconcile"],
  plugin: ["system", "text", "settings", "rules", "pulumi", "wechat", "resource-provider", "stack-program"],
};

const inRoom = (...names) => `^provider/(${names.join("|")})/`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(ROOMS).map(([room, uses]) => ({
      name: `${room}-uses-${uses.length > 0 ? "only-its-own" : "nothing"}`,
      severity: "error",
      from: { path: inRoom(room) },
      to: { path: "^(provider|emulator|test|tools|bench)/", pathNot: inRoom(room, ...uses) },
    })),
    {
      name: "every-file-has-a-room",
      severity: "error",
      from: {},
      to: { path: "^provider/", pathNot: [inRoom(...Object.keys(ROOMS)), "^provider/(index|program|lifecycle)\\.ts$"] },
    },
    {
      name: "emulator-stands-alone",
      severity: "error",
      from: { path: "^emulator/" },
      to: { path: "^(provider|test|tools|bench)/" },
    },
    {
      name: "provider-needs-nothing-else",
      severity: "error",
      from: { path: "^provider/" },
      to: { pathNot: "^(provider|node_modules)/", dependencyTypesNot: ["core"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "default"] },
  },
};
