// What Pulumi runs in this repository: a file that "pulumi new" finds before the first build.
module.exports = require("../dist/program");
