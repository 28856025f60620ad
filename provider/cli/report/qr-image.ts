import { toString } from "qrcode";
import { Html } from "./markup";

/** A QR code as inline SVG: black on white, with the quiet zone that scanners need, whatever the page's colours. */
export async function qrImage(text: string): Promise<Html> {
  const svg = await toString(text, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
  return new Html(svg.trim().replace("<svg ", '<svg aria-hidden="true" focusable="false" '));
}
