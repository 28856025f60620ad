// Lets a process write no file of more than 6 KiB: the disk is full.
const fs = require("node:fs");

const { writeSync } = fs;
fs.writeSync = (file, content, ...more) => {
  if (content.length > 6 * 1024) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  return writeSync(file, content, ...more);
};
