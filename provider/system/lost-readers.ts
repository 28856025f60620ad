let isSet = false;

/**
 * Lets this process go on when nobody reads any more what it prints, because the Pulumi CLI was killed. Pulumi prints each error that
 * nobody has caught, and that it cannot print is one more: it would do that for ever.
 */
export function outliveLostReaders(): void {
  if (isSet) return;
  isSet = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}
