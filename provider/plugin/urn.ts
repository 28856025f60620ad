/** `urn:pulumi:STACK::PROJECT::TYPE::NAME`, where only the name may hold `::`. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
