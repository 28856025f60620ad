import { Channel, connectivityState, credentials } from "@grpc/grpc-js";

/** How long a connection that broke may take to come back. The port of an engine that has ended refuses at once. */
const GRACE_MS = 3_000;

const OPTIONS = {
  // The engine is on this machine.
  "grpc.enable_http_proxy": 0,
  // Nothing is sent, which must not close the connection.
  "grpc.client_idle_timeout_ms": 2 ** 31 - 1,
  "grpc.max_reconnect_backoff_ms": 1_000,
};

/**
 * Watches the engine of the run by a connection to it. This works where the system does not tell that a parent has ended, as on
 * Windows. An engine that is only slow keeps its connection.
 */
export class EngineWatch {
  private address: string | undefined;
  private channel: Channel | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param lost is called when the engine was there and is gone for good. */
  constructor(
    private readonly lost: () => void,
    private readonly graceMs = GRACE_MS,
  ) {}

  /** Watches the engine at this address, and no other any more. */
  readonly follow = (address: string): void => {
    if (address === this.address) return;
    this.close();
    this.address = address;
    this.channel = new Channel(address, credentials.createInsecure(), OPTIONS);
    this.look(this.channel, false);
  };

  close(): void {
    const { channel } = this;
    this.channel = undefined;
    this.address = undefined;
    channel?.close();
    this.isThere();
  }

  /** Looks now and at each change. An engine that was never reached is not missed. */
  private look(channel: Channel, wasThere: boolean): void {
    if (channel !== this.channel) return;
    const state = channel.getConnectivityState(true);
    const isThere = state === connectivityState.READY;
    if (isThere) this.isThere();
    else if (wasThere) this.timer ??= setTimeout(this.lost, this.graceMs);
    channel.watchConnectivityState(state, Infinity, () => this.look(channel, wasThere || isThere));
  }

  private isThere(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
