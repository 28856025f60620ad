import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { AxiosRequestConfig } from "axios";
import { getProxyForUrl } from "proxy-from-env";
import type { Tunnel } from "./tunnel";

/** How axios reaches a server. */
export type Way = Pick<AxiosRequestConfig, "httpAgent" | "httpsAgent" | "proxy">;

/**
 * Connections, kept alive between calls. HTTPS goes through the proxy that `HTTPS_PROXY` and `NO_PROXY`
 * name, in a tunnel of our own: axios's tunnel never ends if the proxy closes the connection before it answers. Plain HTTP to a
 * proxy is an ordinary request, which axios sends.
 */
export class Agents {
  private readonly http = new HttpAgent({ keepAlive: true });
  private readonly https = new HttpsAgent({ keepAlive: true });
  private readonly tunnels = new Map<string, Tunnel>();

  /** @param url the whole address of the call. */
  to(url: string): Way {
    if (!url.startsWith("https:")) return { httpAgent: this.http };
    const proxy = getProxyForUrl(url);
    return { httpsAgent: proxy ? this.tunnel(proxy) : this.https, proxy: false };
  }

  private tunnel(proxy: string): Tunnel {
    let tunnel = this.tunnels.get(proxy);
    if (!tunnel) this.tunnels.set(proxy, (tunnel = openTunnel(proxy)));
    return tunnel;
  }
}

/** Loaded with the first proxy: most runs have none. */
function openTunnel(proxy: string): Tunnel {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a request cannot wait for import() to choose its agent
  const loaded = require("./tunnel") as typeof import("./tunnel");
  return new loaded.Tunnel(proxy, { keepAlive: true });
}
