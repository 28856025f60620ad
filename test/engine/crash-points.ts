/** What the killed command was doing. */
export type Verb = "create" | "swap" | "delete" | "destroy";

/** Which processes are killed: the CLI alone, so that its provider is left behind, the provider alone, or all of them. */
export type Kill = "the CLI alone" | "the provider alone" | "all processes";

/** When, relative to a write: inside the call, just after its answer, or while the engine saves what came of it. */
export type Moment = "before WeChat applies" | "after WeChat applied" | "after the answer to" | "in the save after";

export interface Point {
  verb: Verb;
  kill: Kill;
  moment: Moment;
  endpoint: "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpdelete";
  /** Which call to that endpoint, from 1. */
  nth: number;
}

const MOMENTS: readonly Moment[] = [
  "before WeChat applies",
  "after WeChat applied",
  "after the answer to",
  "in the save after",
];

const ENDPOINTS = {
  create: ["qrcodejumpadd", "qrcodejumppublish"],
  swap: ["qrcodejumpdelete", "qrcodejumpadd", "qrcodejumppublish"],
  delete: ["qrcodejumpdelete"],
  destroy: ["qrcodejumpdelete"],
} as const;

/** Six points of each kind of kill for every run of the tests. */
export function fewPoints(kill: Kill): Point[] {
  const point = (verb: Verb, moment: Moment, endpoint: Point["endpoint"], nth = 1): Point => ({
    verb,
    kill,
    moment,
    endpoint,
    nth,
  });
  return [
    point("create", "after WeChat applied", "qrcodejumpadd"),
    point("swap", "after the answer to", "qrcodejumpdelete"),
    point("delete", "after WeChat applied", "qrcodejumpdelete"),
    point("create", "before WeChat applies", "qrcodejumppublish"),
    point("swap", "after WeChat applied", "qrcodejumppublish"),
    point("destroy", "in the save after", "qrcodejumpdelete"),
  ];
}

/** Four of them, one for each verb. */
export function fewestPoints(kill: Kill): Point[] {
  return fewPoints(kill).filter((point, index, all) => all.findIndex(({ verb }) => verb === point.verb) === index);
}

/** Every moment of every write of a verb, at the first and a later rule. */
export function manyPoints(kill: Kill): Point[] {
  const of = (verb: Verb): Point[] =>
    [1, 3].flatMap((nth) =>
      ENDPOINTS[verb].flatMap((endpoint) => MOMENTS.map((moment) => ({ verb, kill, moment, endpoint, nth }))),
    );
  return [...inTurn([of("create"), of("swap"), of("delete")]), ...of("destroy").slice(0, 1)];
}

/** One of each list after the other, so that what is created can be deleted. */
function inTurn<T>(lists: T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

export function nameOf({ verb, kill, moment, endpoint, nth }: Point): string {
  return `${verb}, ${moment} ${endpoint} ${nth}, ${kill} killed`;
}
