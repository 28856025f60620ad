import type { Success } from "./verdict";

/** What goes out on the socket: an answer, nothing at all while the connection stays open, or a cut connection. */
export type Outcome =
  | { readonly kind: "text"; readonly status: number; readonly contentType: string; readonly text: string | Buffer }
  | { readonly kind: "silence" }
  | { readonly kind: "cut" };

/** The answer that WeChat gives with this verdict. */
export function answerOf({ answer, image }: Success): Outcome {
  return image ? { kind: "text", status: 200, contentType: "image/jpeg", text: image } : json(answer);
}

export function json(body: unknown, status = 200): Outcome {
  return { kind: "text", status, contentType: "application/json; charset=utf-8", text: JSON.stringify(body) };
}

export function htmlPage(status: number): Outcome {
  const text = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`;
  return { kind: "text", status, contentType: "text/html; charset=utf-8", text };
}
