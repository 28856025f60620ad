import { isUnder, placeOf, placesAbove } from "./links";
import type { Rule } from "./rule";

/** The rules that occupy everything below them, kept by place: with many accounts, nobody can look through all of them. */
export class Occupiers {
  private readonly byPlace = new Map<string, Set<string>>();

  put({ prefix, permitSubRule }: Rule): void {
    const place = placeOf(prefix);
    if (place === undefined) return;
    const prefixes = this.byPlace.get(place) ?? new Set<string>();
    if (permitSubRule === 2) this.byPlace.set(place, prefixes.add(prefix));
    else prefixes.delete(prefix);
  }

  remove(prefix: string): void {
    this.byPlace.get(placeOf(prefix) ?? "")?.delete(prefix);
  }

  /** The prefixes of the rules that occupy this one, itself included if it does. */
  of(prefix: string): string[] {
    const near = placesAbove(prefix).flatMap((place) => [...(this.byPlace.get(place) ?? [])]);
    return near.filter((above) => isUnder(prefix, above));
  }
}
