// What Pulumi runs in this repository. It stands beside package.json, where Pulumi installs the packages, and is there before the first build.
module.exports = require("./dist/program");
