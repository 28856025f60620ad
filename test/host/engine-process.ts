// An engine in a process of its own, which can be stopped and killed. It prints its address.
import { FakeEngine } from "./fake-engine";

void FakeEngine.start().then(({ address }) => console.log(address));
