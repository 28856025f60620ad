/** Request options that end the connection to a proxy when the signal is aborted, even if the proxy has not answered yet. */
export interface EndedBy {
  tunnelSignal: AbortSignal;
}

export function endedBy(signal: AbortSignal): EndedBy {
  return { tunnelSignal: signal };
}
