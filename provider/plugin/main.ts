// What the launcher of the plugin runs: it serves the rules to Pulumi's engine, in whichever language the stack's program is written.
import { engineIn } from "../resource-provider/run-facts";
import { whenToEnd } from "../system/cli-process";
import { outliveLostReaders } from "../system/lost-readers";
import { packageVersion } from "../system/package-version";
import { messageOf } from "../text/message-of";
import { serve } from "./server";
import { PluginService } from "./service";

const service = new PluginService(packageVersion(), process.env, engineIn(process.argv));

outliveLostReaders();
// If the process ended at once, a swap under way would leave its code dark.
whenToEnd(() => void service.stop().then(() => process.exit(1)));
process.on("uncaughtException", (error) => console.error(messageOf(error)));
// The engine waits for the first line.
void serve(service).then((port) => console.log(String(port)));
