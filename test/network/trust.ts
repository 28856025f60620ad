import tls, { type SecureContextOptions } from "node:tls";
import { certificate } from "./certificate";

/** Lets clients of this process trust the fronts, as `NODE_EXTRA_CA_CERTS` does in a process that is still to start. */
export async function trustFronts(): Promise<void> {
  const { cert } = await certificate("trusted");
  const { createSecureContext } = tls;
  tls.createSecureContext = (options: SecureContextOptions = {}) => createSecureContext({ ca: cert, ...options });
}
