import type { Endpoint } from "../../../emulator/endpoints";
import { isAnswerFault } from "../fault";
import { afterwards, NETWORK_FAULTS, type Moment, type NetworkFault, type Strike } from "..";
import type { MatrixCommand } from "./commands";

/** The call from which on everything is struck. */
export const PLACES = ["token", "read", "add", "publish", "delete"] as const;
export type Place = (typeof PLACES)[number];

/** A fault, a command, and the call from which on it strikes for ever. */
export interface Cell {
  fault: NetworkFault;
  command: MatrixCommand;
  place: Place;
  when: Moment;
  /** Whether the first call that is struck comes before every write. */
  beforeWrites: boolean;
}

/** The endpoints that a command calls when nothing fails, in their order. */
export type Course = readonly Endpoint[];

export const ENDPOINT_OF: Record<Place, Endpoint> = {
  token: "stable_token",
  read: "qrcodejumpget",
  add: "qrcodejumpadd",
  publish: "qrcodejumppublish",
  delete: "qrcodejumpdelete",
};

const WRITES: readonly Place[] = ["add", "publish", "delete"];

/** All cells of a command that can be: a call that it does not make cannot be struck. */
export function cellsOf(command: MatrixCommand, course: Course, faults = NETWORK_FAULTS): Cell[] {
  const places = PLACES.filter((place) => course.includes(ENDPOINT_OF[place]));
  const firstWrite = course.findIndex((endpoint) => WRITES.some((place) => ENDPOINT_OF[place] === endpoint));
  // A destroy deletes some rules while it reads others.
  const isBeside = (fault: NetworkFault, place: Place): boolean =>
    command.makes.size === 0 && place === "read" && isAnswerFault(fault);
  const beforeWrites = (fault: NetworkFault, place: Place): boolean =>
    !WRITES.includes(place) &&
    !isBeside(fault, place) &&
    (fault.layer === "look-up" || firstWrite < 0 || course.indexOf(ENDPOINT_OF[place]) < firstWrite);
  return faults.flatMap((fault) =>
    places.flatMap((place) =>
      momentsOf(fault, place).map((when) => ({
        fault,
        command,
        place,
        when,
        beforeWrites: beforeWrites(fault, place),
      })),
    ),
  );
}

/** A name is looked up for every call: nothing can be read before the name is missing. */
function momentsOf(fault: NetworkFault, place: Place): Moment[] {
  if (!WRITES.includes(place)) return ["before"];
  if (fault.layer === "look-up") return [];
  return isAnswerFault(fault) ? ["before", "after"] : ["before"];
}

/** Where the request can be read its endpoint is struck, otherwise every connection from that call on. */
export function strikesOf({ fault, place, when }: Cell, course: Course): Strike[] {
  if (fault.layer === "look-up") return [];
  const endpoint = ENDPOINT_OF[place];
  if (isAnswerFault(fault)) return [{ fault: when === "after" ? afterwards(fault) : fault, endpoint }];
  const count = course.indexOf(endpoint);
  return [{ fault, ...(count > 0 && { armAfter: { count } }) }];
}

export function labelOf({ fault, command, place, when }: Cell): string {
  return `${fault.name}, ${command.name}, ${place}${when === "after" ? " after it was made" : ""}`;
}
