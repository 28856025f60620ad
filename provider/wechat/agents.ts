import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { AxiosRequestConfig } from "axios";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

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
    if (!tunnel) this.tunnels.set(proxy, (tunnel = new Tunnel(proxy, { keepAlive: true })));
    return tunnel;
  }
}

type Connect = HttpsProxyAgent<string>["connect"];

/** Request options that end the connection to a proxy when `signal` is aborted, even if the proxy has not answered yet. */
export function endedBy(signal: AbortSignal): { tunnelSignal: AbortSignal } {
  return { tunnelSignal: signal };
}

class Tunnel extends HttpsProxyAgent<string> {
  override connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    const { tunnelSignal: signal } = options as Partial<ReturnType<typeof endedBy>>;
    // The base class reads these options before it waits for anything.
    this.connectOpts = { ...this.connectOpts, ...(signal && { signal }) };
    const { host = "" } = options;
    // For an IP address the base class gives TLS no name, so TLS would look for "localhost" in the certificate.
    const checkAddress = {
      checkServerIdentity: (_: string, found: PeerCertificate) => checkServerIdentity(host, found),
    };
    return super.connect(request, isIP(host) === 0 ? options : { ...options, ...checkAddress });
  }
}
