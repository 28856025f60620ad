import { crc32, deflateSync } from "node:zlib";
import { QUIET, rowsOf, sideOf, type QrCode } from "../qr-code";
import { MARK } from "./mark";

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const LEAST_DPI = 300;
const MM_PER_INCH = 25.4;
const MM_PER_METRE = 1000;

/**
 * A code as PNG in black and white, `sizeMm` wide in print. Each module has the same whole number of pixels, as few as give
 * 300 dpi.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function pngOf(code: QrCode, sizeMm: number): Buffer {
  const side = sideOf(code);
  const scale = Math.ceil((sizeMm / MM_PER_INCH) * (LEAST_DPI / side));
  const pixels = side * scale;
  const perMetre = Math.round((pixels * MM_PER_METRE) / sizeMm);
  return Buffer.concat([
    SIGNATURE,
    // 1 bit a pixel, grey; the other three are the only values there are.
    chunk("IHDR", Buffer.from([...uint32(pixels), ...uint32(pixels), 1, 0, 0, 0, 0])),
    chunk("pHYs", Buffer.from([...uint32(perMetre), ...uint32(perMetre), 1])),
    chunk("tEXt", Buffer.from(`Software\0${MARK}`, "latin1")),
    chunk("IDAT", deflateSync(scanlines(code, scale))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Each row of modules: its first line as it is, the others as repetitions of the one above. */
function scanlines(code: QrCode, scale: number): Buffer {
  const side = sideOf(code);
  const bytes = Math.ceil((side * scale) / 8);
  const [AS_IT_IS, AS_ABOVE] = [0, 2];
  const white = Buffer.alloc(bytes + 1, 0xff).fill(AS_IT_IS, 0, 1);
  const repeated = Array.from({ length: scale - 1 }, () => Buffer.alloc(bytes + 1, 0).fill(AS_ABOVE, 0, 1));
  const quiet = Array.from({ length: QUIET }, () => [white, ...repeated]).flat();
  const rows = rowsOf(code).flatMap((runs) => {
    const line = Buffer.from(white);
    for (const { from, length } of runs) blacken(line, (from + QUIET) * scale, length * scale);
    return [line, ...repeated];
  });
  return Buffer.concat([...quiet, ...rows, ...quiet]);
}

/** Makes pixels of a line black. Its first byte is the filter. */
function blacken(line: Buffer, from: number, length: number): void {
  for (let x = from; x < from + length; x += 1) {
    const byte = 1 + (x >> 3);
    line[byte] = (line[byte] ?? 0) & ~(0x80 >> (x & 7));
  }
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  return Buffer.concat([Buffer.from(uint32(content.length)), named, Buffer.from(uint32(crc32(named)))]);
}

function uint32(value: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return [...bytes];
}
