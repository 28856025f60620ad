#!/usr/bin/env node
import { run } from "./command-line";
import { Ending } from "./ending";

const args = process.argv.slice(2);
const ending = new Ending(args.includes("--json"));
void run(args).then(
  (answer) => ending.deliver(answer),
  (error) => ending.fail(error),
);
