import { startEmulator, type Emulator } from "../../emulator";
import { linkRule, withProject } from "./support";
