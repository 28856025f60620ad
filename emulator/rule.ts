import type { JsonObject } from "./json";

/** A rule as stored. It is replaced as a whole, never changed in place. */
export interface Rule {
  readonly prefix: string;
  /** The target mini program of a service-account rule; link rules have none. */
  readonly appid?: string | undefined;
  readonly path: string;
  /** 1 unpublished, 2 published. */
  readonly state: 1 | 2;
  readonly permitSubRule?: 1 | 2 | undefined;
  readonly openVersion?: 1 | 2 | 3 | undefined;
  readonly debugUrls?: readonly string[] | undefined;
  readonly damaged?: boolean | undefined;
  /** The record that reads show in its place, unchanged, until the rule is changed or deleted. */
  readonly shownAs?: Readonly<JsonObject> | undefined;
}

/** The time of changes that have always been there. */
export const LONG_AGO_MS = -Infinity;
