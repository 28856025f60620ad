// What a peer can do to a connection.
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Shorter than any time-out in the tests, so that a connection is never idle for long. */
const DRIBBLE_MS = 300;
const FLOOD_MS = 2;
const FLOOD = Buffer.alloc(64 * 1024, " ");

export type Play = (socket: Socket) => void;

/** Keeps the connection, reads, and says nothing. */
export const silence: Play = (socket) => void socket.resume();

/** Closes as a peer that has said all (FIN). */
export const close: Play = (socket) => {
  socket.resume();
  socket.end();
};

/** Closes without a word to TLS, by RST where the socket is a bare one. */
export const reset: Play = (socket) => {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
};

/** Says `text`, then does what `next` does. */
export function say(text: string | Buffer, next: Play = silence): Play {
  return (socket) => {
    socket.resume();
    socket.write(text, () => next(socket));
  };
}

/** Says `start`, then one piece after the other, as long as somebody listens. */
export function dribble(start: string, piece: string, everyMs = DRIBBLE_MS): Play {
  return (socket) => {
    say(start)(socket);
    repeat(socket, everyMs, () => socket.write(piece));
  };
}

/** Says `start`, then much more than anybody asked for. */
export function flood(start: string): Play {
  return (socket) => {
    say(start)(socket);
    repeat(socket, FLOOD_MS, () => socket.writableNeedDrain || socket.write(FLOOD));
  };
}

function repeat(socket: Socket, everyMs: number, action: () => void): void {
  const timer = setInterval(action, everyMs);
  timer.unref();
  socket.once("close", () => clearInterval(timer));
}
