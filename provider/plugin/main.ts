// What the launcher of the plugin runs: it serves the rules to Pulumi's engine, in whichever language the stack's program is written.
import { engineIn } from "../resource-provider/run-facts";
import { whenToEnd } from "../system/cli-process";
import { outliveLostReaders } from "../system/lost-readers";
import { packageVersion } from "../system/package-version";
import { messageOf } from "../text/message-of";
import { EngineWatch } from "./engine-watch";
import { serve } from "./server";
import { PluginService } from "./service";

const engine = engineIn(process.argv);
// A plugin that was started by hand serves the next run as well.
const watch = new EngineWatch(() => (engine === undefined ? void service.stop() : void end()));
const service = new PluginService(packageVersion(), process.env, engine, watch.follow);

const serving = serve(service);

/** If the process ended at once, a swap under way would leave its code dark, or the engine without its answer. */
async function end(): Promise<void> {
  await service.stop();
  await (await serving).answered();
  process.exit(1);
}

// Pulumi's SDK would look for the engine, which is on this machine, through the proxy of the environment.
process.env["no_grpc_proxy"] = "127.0.0.1";
outliveLostReaders();
whenToEnd(() => void end());
process.on("uncaughtException", (error) => console.error(messageOf(error)));
void serving.then(({ port }) => {
  // The engine waits for the first line.
  console.log(String(port));
  if (engine !== undefined) watch.follow(engine);
});
