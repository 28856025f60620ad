import { t } from "../text/message";
import { visible } from "../text/visible";

/** Which resource of a run declares each prefix. WeChat has one rule for a prefix, so two resources would undo each other's work. */
export class Declarers {
  private readonly names = new Map<string, { resource: unknown; name: string }>();

  /**
   * Notes that a resource declares a prefix.
   *
   * @param resource tells resources apart; the same one may be asked about twice.
   * @param name as the program calls it.
   * @returns what is wrong, if another resource declares it too.
   */
  add(prefix: string, resource: unknown, name: string): string | undefined {
    const other = this.names.get(prefix);
    this.names.set(prefix, other ?? { resource, name });
    if (!other || other.resource === resource) return undefined;
    return t`the resource ${visible(other.name)} declares ${visible(prefix)} too, and WeChat has one rule for a prefix; keep one of the two`;
  }
}
