/** Messages of `stack-program/`. */
export const stackProgram: Readonly<Record<string, string>> = {
  "{0}.": "{0}。",
  "The same holds for {0} other pages: {1}.": "另有 {0} 个页面也是如此：{1}。",
};
