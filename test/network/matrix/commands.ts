import { CHANGED, EDITED, NONE, START, TARGETED, type Pages } from "./rules";

/** One command of the matrix. */
export interface MatrixCommand {
  /** Its column's title. */
  name: string;
  program: "pulumi" | "wechat-qr-jump";
  args: string[];
  /** What the YAML declares. */
  declares: Pages;
  /** What is live when it has ended well. */
  makes: Pages;
  /** The rules that it is asked to write. */
  writes: ReadonlySet<string>;
  /** Whether it updates this rule alone, by its URN. */
  target?: string;
}

const EDIT = new Set(
  [...EDITED, ...START].map(([prefix]) => prefix).filter((one) => EDITED.get(one) !== START.get(one)),
);

const up = (name: string, ...flags: string[]): MatrixCommand => ({
  name,
  program: "pulumi",
  args: ["up", "--yes", ...flags],
  declares: EDITED,
  makes: EDITED,
  writes: EDIT,
});
const reader = (name: string, program: MatrixCommand["program"], args: string[], declares: Pages): MatrixCommand => ({
  name,
  program,
  args,
  declares,
  makes: START,
  writes: new Set(),
});

export const COMMANDS: readonly MatrixCommand[] = [
  reader("preview", "pulumi", ["preview"], EDITED),
  up("up"),
  up("up --skip-preview", "--skip-preview"),
  { ...up("up --target", "--skip-preview"), makes: TARGETED, writes: new Set([CHANGED]), target: CHANGED },
  reader("refresh", "pulumi", ["refresh", "--yes"], START),
  {
    name: "destroy",
    program: "pulumi",
    args: ["destroy", "--yes"],
    declares: START,
    makes: NONE,
    writes: new Set(START.keys()),
  },
  reader("check --live", "wechat-qr-jump", ["check", "--live"], START),
  reader("import", "wechat-qr-jump", ["import"], NONE),
  reader("report", "wechat-qr-jump", ["report", "--out", "report.html"], START),
  reader("doctor", "wechat-qr-jump", ["doctor"], START),
];
