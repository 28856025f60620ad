import { toString } from "qrcode";
import { Html } from "./markup";

/** Why a text has no QR code. */
export const TOO_LONG = "too long for a QR code, or empty";

/**
 * A QR code as inline SVG: black on white, with the quiet zone that scanners need, whatever the page's colours. Undefined if
 * the text does not fit into one.
 */
export async function qrImage(text: string): Promise<Html | undefined> {
  try {
    const svg = await toString(text, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
    return new Html(svg.trim().replace("<svg ", '<svg aria-hidden="true" focusable="false" '));
  } catch {
    return undefined;
  }
}
