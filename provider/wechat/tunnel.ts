import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";
import type { EndedBy } from "./ended-by";

type Connect = HttpsProxyAgent<string>["connect"];

/** Connections through a proxy. */
export class Tunnel extends HttpsProxyAgent<string> {
  override connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    const { tunnelSignal: signal } = options as Partial<EndedBy>;
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
