import type { AnswerFault, ConnectionFault, LookUpFault, NetworkFault, PortFault } from "./fault";
import { close, dribble, flood, reset, say, silence, type Play } from "./wire";

const HTML = "<html><body><h1>Bad Gateway</h1></body></html>";
const GARBAGE = Buffer.from(Array.from({ length: 64 }, (_, n) => (n * 37 + 129) % 256));
const GATEWAY = JSON.stringify({ code: 502, message: "bad gateway" });

const head = (status: string, ...headers: string[]): string => [`HTTP/1.1 ${status}`, ...headers, "", ""].join("\r\n");
const whole = (status: string, body: string, type = "text/html", ...headers: string[]): string =>
  head(status, `content-type: ${type}`, `content-length: ${body.length}`, "connection: close", ...headers) + body;
const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));
/** The head of an answer of which only the first half will come. */
const promised = (answer: string): string =>
  head("200 OK", "content-type: application/json", `content-length: ${Buffer.byteLength(answer) + 100}`) + half(answer);

export const lookUpFaults: LookUpFault[] = [
  { layer: "look-up", route: "plain", name: "no such host", of: "endpoint" },
  { layer: "look-up", route: "proxy", name: "no such proxy", of: "proxy" },
];

export const portFaults: PortFault[] = [
  { layer: "connect", route: "plain", name: "refused", port: "refuses" },
  { layer: "connect", route: "plain", name: "never accepted", port: "never accepts" },
];

const connectPlays: Record<string, Play> = {
  "accepted, silence": silence,
  "accepted, closed": close,
  "accepted, reset": reset,
};

const proxyPlays: Record<string, Play> = {
  "CONNECT closed": close,
  "CONNECT reset": reset,
  "CONNECT silence": silence,
  "CONNECT half a status line": say("HTTP/1.1 2", close),
  "CONNECT garbage": say(GARBAGE, close),
  "CONNECT 407": say(whole("407 Proxy Authentication Required", HTML, "text/html", "proxy-authenticate: Basic")),
  "CONNECT 403": say(whole("403 Forbidden", HTML), close),
  "CONNECT 502": say(whole("502 Bad Gateway", HTML), close),
  "CONNECT 200, closed": say(head("200 Connection Established"), close),
  "CONNECT 200, silence": say(head("200 Connection Established")),
  "CONNECT dribbles": dribble("HTTP/1.1 200 ", "O"),
};

const tlsPlays: Record<string, Play | undefined> = {
  "TLS closed": onceSpokenTo(close),
  "TLS garbage": onceSpokenTo(say(GARBAGE)),
  "TLS silence": silence,
  "TLS certificate not trusted": undefined,
  "TLS port speaks HTTP": onceSpokenTo(say(whole("400 Bad Request", HTML), close)),
};

const headerPlays: Record<string, Play> = {
  "101 Switching Protocols": say(head("101 Switching Protocols", "connection: upgrade", "upgrade: websocket")),
  "closed without an answer": close,
  "reset without an answer": reset,
  "silence for an answer": silence,
  "half a status line": say("HTTP/1.1 2", close),
  "headers without end": dribble("HTTP/1.1 200 OK\r\n", "x-more: yes\r\n"),
  "100 Continue without end": dribble(head("100 Continue"), head("100 Continue"), 50),
  "a huge header": say(`HTTP/1.1 200 OK\r\nx-huge: ${"h".repeat(1024 * 1024)}`),
  "garbage for an answer": say(GARBAGE, close),
};

const bodyPlays: Record<string, (answer: string) => Play> = {
  "body too short": (answer) => say(promised(answer), close),
  "body reset": (answer) => say(promised(answer), reset),
  "body silence": (answer) => say(promised(answer)),
  "body dribbles": () => dribble(head("200 OK", "content-type: application/json"), " "),
  "body without its last chunk": (answer) =>
    say(
      head("200 OK", "transfer-encoding: chunked") + `${Buffer.byteLength(answer).toString(16)}\r\n${answer}\r\n`,
      close,
    ),
  "body without end": () => flood(head("200 OK", "content-type: application/json")),
  "body is no gzip": (answer) => say(whole("200 OK", answer, "application/json", "content-encoding: gzip"), close),
  "empty body": () => say(whole("200 OK", "", "application/json"), close),
  "HTTP 204": () => say(head("204 No Content", "connection: close"), close),
  "HTTP 301": () => say(whole("301 Moved", HTML, "text/html", "location: https://login.invalid/"), close),
  "HTTP 502": () => say(whole("502 Bad Gateway", HTML), close),
  "HTTP 503": () => say(whole("503 Service Unavailable", HTML, "text/html", "retry-after: 1"), close),
  "a gateway's JSON": () => say(whole("200 OK", GATEWAY, "application/json"), close),
};

export const connectionFaults: ConnectionFault[] = [
  ...named(connectPlays).map(([name, play]) => ({ layer: "connect", route: "plain", name, play }) as const),
  ...named(proxyPlays).map(([name, play]) => ({ layer: "CONNECT", route: "proxy", name, play }) as const),
  ...named(tlsPlays).map(([name, play]) => ({ layer: "TLS", route: "tls", name, play }) as const),
];

/** As they strike a call that the emulator does not get. */
export const answerFaults: AnswerFault[] = [
  ...named(headerPlays).map(
    ([name, play]) => ({ layer: "headers", route: "plain", when: "before", name, play }) as const,
  ),
  ...named(bodyPlays).map(
    ([name, play]) =>
      ({
        layer: "body",
        route: "plain",
        when: "before",
        name,
        play: (socket, answer) => play(answer)(socket),
      }) satisfies AnswerFault,
  ),
];

/** Every fault below HTTP, from the outermost to the innermost. */
export const NETWORK_FAULTS: readonly NetworkFault[] = [
  ...lookUpFaults,
  ...portFaults,
  ...connectionFaults,
  ...answerFaults,
];

/** The same fault at a call that the emulator has made. */
export function afterwards(fault: AnswerFault): AnswerFault {
  return { ...fault, when: "after" };
}

export function faultNamed(name: string): NetworkFault {
  const found = NETWORK_FAULTS.find((fault) => fault.name === name);
  if (!found)
    throw new Error(
      `no network fault is called "${name}"; there are ${NETWORK_FAULTS.map((one) => one.name).join(", ")}`,
    );
  return found;
}

function named<T>(plays: Record<string, T>): [string, T][] {
  return Object.entries(plays);
}

/** Waits for the peer's first bytes: in a handshake the client speaks first. */
function onceSpokenTo(play: Play): Play {
  return (socket) => void socket.once("data", () => play(socket));
}
