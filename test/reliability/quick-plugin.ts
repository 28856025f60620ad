// The plugin's process, in which the waits before a repetition take milliseconds as in the process of the tests.
import { quickenRetries } from "./quick-time";
import "../../provider/plugin/main";

quickenRetries();
