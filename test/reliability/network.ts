import fc from "fast-check";
import type { Emulator } from "../../emulator";
import { afterwards, faultNamed, NETWORK_FAULTS, Proxy, startNetwork, type Network, type Strike } from "../network";
import { isAnswerFault, isConnectionFault, type Layer, type NetworkFault, type Route } from "../network/fault";
import { trustFronts } from "../network/trust";

/** How the network is to fail during one command. */
export interface BadNetwork {
  route: Exclude<Route, "tls">;
  faults: readonly NetworkFault[];
  /** Only the calls to this endpoint, where the request can be read. */
  endpoint?: Strike["endpoint"];
  seed: number;
  probability: number;
  times?: number;
}

/** Those that keep the caller waiting until its time-out. */
const SLOW = /silence|dribbles|without end|garbage for|huge|101|TLS garbage|never accepted/;

/** What can be drawn on a route. The proxy's name is one for the whole process, and cannot be missing for one case. */
const onRoute: Record<BadNetwork["route"], NetworkFault[]> = {
  plain: NETWORK_FAULTS.filter((fault) => isAnswerFault(fault) || fault.layer === "connect"),
  proxy: NETWORK_FAULTS.filter((fault) => isAnswerFault(fault) || fault.layer === "CONNECT" || fault.layer === "TLS"),
};

export const badNetworks: fc.Arbitrary<BadNetwork> = fc
  .constantFrom("plain" as const, "proxy" as const)
  .chain((route) =>
    fc
      .record({
        faults: faultsOn(route),
        endpoint: fc.constantFrom(
          undefined,
          undefined,
          "stable_token" as const,
          "qrcodejumpget" as const,
          "qrcodejumpadd" as const,
          "qrcodejumppublish" as const,
          "qrcodejumpdelete" as const,
        ),
        seed: fc.nat(),
        probability: fc.constantFrom(0.1, 0.3, 0.5, 0.8),
        times: fc.constantFrom(undefined, undefined, 1, 6),
      })
      .map(({ endpoint, times, ...rest }) => ({
        route,
        ...rest,
        ...(endpoint && { endpoint }),
        ...(times && { times }),
      })),
  );

function faultsOn(route: BadNetwork["route"]): fc.Arbitrary<NetworkFault[]> {
  const countable = drawnOn(route).filter(isCounted);
  const quick = countable.filter((fault) => !SLOW.test(fault.name));
  const some = (from: NetworkFault[]): fc.Arbitrary<NetworkFault[]> =>
    fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3, selector: keyOf });
  const toTheEnd = fc.constantFrom("no such host", "refused").map((name) => [faultNamed(name)]);
  return fc.oneof(
    { weight: 12, arbitrary: some(quick) },
    { weight: 2, arbitrary: some(countable) },
    ...(route === "plain" ? [{ weight: 1, arbitrary: toTheEnd }] : []),
  );
}

function drawnOn(route: BadNetwork["route"]): NetworkFault[] {
  return onRoute[route].flatMap((fault): NetworkFault[] =>
    isAnswerFault(fault) ? [fault, afterwards(fault)] : [fault],
  );
}

function keyOf(fault: NetworkFault): string {
  return `${fault.name} ${isAnswerFault(fault) ? fault.when : ""}`;
}

/** Any fault of a layer. */
export function badNetworkIn(layer: Layer, seed: number, probability: number): BadNetwork {
  const route = layer === "CONNECT" || layer === "TLS" ? "proxy" : "plain";
  const inLayer = drawnOn(route).filter((fault) => fault.layer === layer && isCounted(fault));
  return { route, faults: inLayer, seed, probability };
}

/** Whether a caller may run into its time-out. */
export function isSlow({ faults }: BadNetwork): boolean {
  return faults.some(({ name }) => SLOW.test(name));
}

export function strikesOf({ faults, endpoint, seed, probability, times }: BadNetwork): Strike[] {
  return faults
    .filter(({ layer }) => layer !== "look-up")
    .map((fault, index) => ({
      fault,
      ...(endpoint && { endpoint }),
      ...(times && isCounted(fault) && { times }),
      // A port that is gone is so to the end: now and then from the middle of a command on.
      ...(!isCounted(fault) && { armAfter: { count: seed % 8 } }),
      chance: { seed: seed + index, probability: probability / faults.length },
    }));
}

function isCounted(fault: NetworkFault): boolean {
  return isAnswerFault(fault) || isConnectionFault(fault);
}

const networks = new WeakMap<Emulator, Promise<Network>>();
let proxy: Promise<Proxy> | undefined;

/** The network before an emulator; those of a process share a proxy, as a process has but one. */
export function networkBefore(emulator: Emulator): Promise<Network> {
  const found = networks.get(emulator) ?? open(emulator);
  networks.set(emulator, found);
  return found;
}

export async function closeNetworkBefore(emulator: Emulator): Promise<void> {
  await (await networks.get(emulator))?.close();
}

async function open(emulator: Emulator): Promise<Network> {
  return startNetwork(emulator.url, { proxy: await openProxy() });
}

/** Opens the proxy of this process and of those that it starts, once. */
export function openProxy(): Promise<Proxy> {
  proxy ??= startProxy();
  return proxy;
}

async function startProxy(): Promise<Proxy> {
  await trustFronts();
  const opened = await Proxy.start("user:password");
  opened.unref();
  process.env["HTTPS_PROXY"] = opened.url;
  return opened;
}
