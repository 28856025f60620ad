let isSet = false;

/**
 * Keeps this process running when nobody reads its output any more because the Pulumi CLI was killed. Pulumi prints each
 * uncaught error, and failing to print it is another uncaught error: without this, that would go on forever.
 */
export function outliveLostReaders(): void {
  if (isSet) return;
  isSet = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}
