import { certificate, inFile } from "./certificate";
import { isPortFault, type NetworkFault, type Route } from "./fault";
import { Front } from "./front";
import { Proxy } from "./proxy";
import { Relay } from "./relay";
import { Strikes, type Strike, type Struck } from "./strikes";

export type { Layer, Moment, NetworkFault, Route } from "./fault";
export { NETWORK_FAULTS, afterwards, faultNamed } from "./faults";
export { Proxy } from "./proxy";
export type { Strike, Struck } from "./strikes";

/** What a client is given to take a route: an endpoint, and environment variables of its process. */
export interface Way {
  endpoint: string;
  env: Record<string, string>;
}

/** A network between clients and an emulator, which can fail below HTTP. */
export interface Network {
  /** The way of a route, or, for a fault of a look-up, the way on which a name is missing. */
  way(route: Route, fault?: NetworkFault): Way;
  /** Replaces the strikes in force, and closes what is left of earlier calls; an empty list mends the network. */
  strike(strikes: readonly Strike[]): Promise<void>;
  /** What was struck since the start. */
  struck(): readonly Struck[];
  close(): Promise<void>;
}

export interface NetworkOptions {
  /** `user:password` of the proxy. */
  credentials?: string;
  /** Another network's, in place of one of its own. */
  proxy?: Proxy;
}

/** @param target the emulator's address. */
export async function startNetwork(target: string, options: NetworkOptions = {}): Promise<Network> {
  const relay = new Relay(target);
  const strikes = new Strikes();
  const trusted = inFile(await certificate("trusted"));
  const setPort = (): Promise<void> => plain.setPort(strikes.forPort()?.port);
  const plain = new Front(relay, strikes, setPort);
  const tls = new Front(relay, strikes, setPort, { trusted, notTrusted: await certificate("not trusted") });
  await Promise.all([plain.listen(), tls.listen()]);
  const proxy = options.proxy ?? (await Proxy.start(options.credentials));
  proxy.leadTo({ front: tls, strikes });

  const way = (route: Route, fault?: NetworkFault): Way => {
    const missing = fault?.layer === "look-up" ? fault.of : undefined;
    if (route === "plain")
      return { endpoint: missing ? "http://api.weixin.invalid" : `http://127.0.0.1:${plain.port}`, env: {} };
    const env = { NODE_EXTRA_CA_CERTS: trusted.file };
    const endpoint = `https://127.0.0.1:${tls.port}`;
    if (route === "tls") return { endpoint, env };
    // By name, as WeChat has one: an agent for proxies may check no address.
    return {
      endpoint: `https://localhost:${tls.port}`,
      env: { ...env, HTTPS_PROXY: missing ? "http://proxy.invalid:3128" : proxy.url },
    };
  };

  return {
    way,
    struck: () => strikes.log,
    async strike(next) {
      if (next.some(({ fault, times }) => isPortFault(fault) && times !== undefined))
        throw new Error("a port is gone until it is told otherwise; it cannot count");
      plain.closeConnections();
      tls.closeConnections();
      relay.forget();
      strikes.set(next);
      await setPort();
    },
    async close() {
      proxy.forget(tls);
      if (!options.proxy) proxy.close();
      relay.forget();
      trusted.remove();
      await Promise.all([plain.close(), tls.close()]);
    },
  };
}
