/** Messages of `pulumi/`. */
export const pulumi: Readonly<Record<string, string>> = {
  "The program cannot tell the provider what it declares: {0}; fix that, or set TMPDIR to a folder that can be written. Nothing was changed.":
    "程序无法把它声明的规则告诉 provider：{0}；请解决这个问题，或把 TMPDIR 设为可写的目录。没有做任何改动。",
};
