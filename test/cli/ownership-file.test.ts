import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createRawServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { placesOf } from "../../provider/cli/ownership-file";
import type { Rule } from "../../provider/rules/rule";
import { APPID, DOOR, SHOP, withProject } from "./support";

interface Answer {
  file: string;
  name: string;
  content: string;
  served: { url: string; prefixes: string[]; problem?: string }[];
}

describe("where the ownership file must be served", () => {
  test.each([
    ["https://h.example/weiye/testing", "https://h.example/weiye/F.txt"],
    ["https://h.example/weiye/testing/", "https://h.example/weiye/testing/F.txt"],
    ["https://h.example/q/?r=1&", "https://h.example/q/F.txt"],
    ["https://h.example/q?r=/a/b", "https://h.example/F.txt"],
    ["https://h.example", "https://h.example/F.txt"],
    ["http://h.example:8080/a/b?c", "http://h.example:8080/a/F.txt"],
  ])("is the last directory named in the prefix: %s", (prefix, url) => {
    const rule = { prefix, path: "p" } as Rule;
    expect([...placesOf([rule], "F.txt")]).toEqual([[url, [prefix]]]);
  });

  test("is said once for prefixes that share it, and not at all for a service account's codes", () => {
    const rules = ["https://h.example/a/1", "https://h.example/a/2", DOOR].map((prefix) => ({ prefix }) as Rule);
    expect([...placesOf(rules, "F.txt")]).toEqual([
      ["https://h.example/a/F.txt", ["https://h.example/a/1", "https://h.example/a/2"]],
    ]);
  });
});

describe("ownership-file", () => {
  test("writes the file and looks at every address where it must be served", () =>
    withProject(async (project) => {
      const file = { name: "", content: "" };
      const site = await serve((request, response) => {
        const content = file.content;
        const [, folder] = (request.url ?? "").split("/");
        if (!request.url?.endsWith(`/${file.name}`)) response.writeHead(404).end();
        else if (folder === "good") response.end(content);
        else if (folder === "redirected") response.writeHead(302, { location: `/good/${file.name}` }).end();
        else if (folder === "blank") response.end(`${content}\n`);
        else if (folder === "marked") response.end(`\ufeff${content}`);
        else if (folder === "marked-line") response.end(`\ufeff${content}\r\n`);
        else if (folder === "wide") response.end(Buffer.from(`\ufeff${content}`, "utf16le"));
        else if (folder === "null") response.end(`${content}\0`);
        else if (folder === "other") response.end("something else");
        else if (folder === "long") response.end("x".repeat(100_000));
        else if (folder !== "slow") response.writeHead(404).end();
      });
      const folders = [
        "good",
        "redirected",
        "blank",
        "marked",
        "marked-line",
        "wide",
        "null",
        "other",
        "long",
        "slow",
        "absent",
      ];
      const rules = folders.map((folder) => `- {prefix: "${site.url}/${folder}/", path: pages/x}`);
      project.rules([...rules, `- {prefix: "http://127.0.0.1:9/x", path: pages/x}`].join("\n"));
      Object.assign(file, JSON.parse((await project.run(["ownership-file", "--json"])).stdout) as Answer);
      const { exitCode, stdout } = await project.run(["ownership-file", "--out", "public/sub"]);
      await site.close();

      expect(exitCode).toBe(1);
      expect(project.read(`public/sub/${file.name}`)).toBe(file.content);
      expect(file.content).toMatch(/^[0-9a-f]{32}$/);
      const at = (folder: string): string => stdout.split("\n").find((line) => line.includes(`/${folder}/`)) ?? "";
      expect(at("good")).toBe(`ok      ${site.url}/good/${file.name} (for 1 rule, ${site.url}/good/)`);
      expect(at("redirected")).toMatch(
        /^FIX .*answers with a redirect \(HTTP 302 to .*\), which WeChat does not follow/,
      );
      expect(at("blank")).toMatch(/has blanks or line ends around the text/);
      for (const folder of ["marked", "marked-line"])
        expect(at(folder)).toMatch(
          /^FIX .*has a byte order mark before the text; save it without one and serve the file byte for byte/,
        );
      for (const folder of ["wide", "null"]) expect(at(folder)).toMatch(/serves something else/);
      expect(at("other")).toMatch(/serves something else/);
      expect(at("long")).toMatch(/much longer than the file/);
      expect(at("slow")).toMatch(/gives no answer within 5 s/);
      expect(at("absent")).toMatch(/answers HTTP 404; put the file there/);
      expect(stdout).toMatch(/^FIX {5}http:\/\/127\.0\.0\.1:9\/.* cannot be fetched \(ECONNREFUSED\)/m);
    }));

  test.concurrent.each([
    ...["switches", "continues", "hints", "heads", "drips", "closes", "silent"].map((folder) => [
      `http://SITE/${folder}/`,
    ]),
    ...["closed", "accepted", "accepted-and-closed", "switched", "silent"].map((host) => [
      `https://${host}.example.com/`,
    ]),
  ])("has its result in time, whatever an address or a proxy does: %s", (address) =>
    withProject(async (project) => {
      const site = await raw(ofSite);
      const proxy = await raw(ofProxy);
      project.rules(`- {prefix: "${address.replace("http://SITE", site.url)}", path: pages/x}`);
      const { exitCode, stdout, stderr } = await project.run(["ownership-file"], { HTTPS_PROXY: proxy.url });
      await Promise.all([site.close(), proxy.close()]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
      expect(stdout.split("\n")[1]).toMatch(
        /^FIX {5}\S+ (answers HTTP 101; put the file there|(gives no (answer|connection) within 5 s|cannot be fetched \([^)]+\)); WeChat must be able to fetch it) /,
      );
    }),
  );

  test("ends with 0 where it is served everywhere, and where only a service account's codes are declared", () =>
    withProject(async (project) => {
      let content = "";
      const site = await serve((_request, response) => response.end(content));
      project.rules(`- {prefix: "${DOOR}", appid: ${APPID}, path: pages/x}`);
      const first = await project.run(["ownership-file", "--json"]);
      content = (JSON.parse(first.stdout) as Answer).content;
      project.rules(`- {prefix: "${site.url}/a/b", path: pages/x}`);
      const second = await project.run(["ownership-file"]);
      await site.close();
      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(second.stdout).toMatch(/It must be served at 1 address, and is:/);
    }));

  test("says in one sentence that the file cannot be written", () =>
    withProject(async (project) => {
      project.rules(`- {prefix: "${SHOP}", path: pages/x}`);
      expect(await project.fail(["ownership-file", "--out", "Pulumi.yaml"])).toMatch(
        /\/Pulumi\.yaml\/\w+\.txt cannot be written \((EEXIST|ENOTDIR)\); choose another place, or fix its permissions\.$/,
      );
      expect(existsSync(join(project.folder, "Pulumi.yaml"))).toBe(true);
      if (process.platform !== "linux") return;
      expect(await project.fail(["ownership-file", "--out", "/proc/none/here"])).toMatch(
        /cannot be written \(ENOENT\)/,
      );
    }));
});

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function ofSite(socket: Socket, path: string): void {
  const [, folder] = path.split("/");
  if (folder === "switches") socket.write(SWITCHING);
  if (folder === "continues") socket.write("HTTP/1.1 100 Continue\r\n\r\n".repeat(3));
  if (folder === "hints") every(socket, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
  if (folder === "heads") socket.write("HTTP/1.1 200 OK\r\nContent-Le");
  if (folder === "drips") every(socket, "x", "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n");
  if (folder === "closes") socket.end();
}

function ofProxy(socket: Socket, host: string): void {
  if (host.startsWith("accepted")) socket.write("HTTP/1.1 200 OK\r\n\r\n");
  if (host.startsWith("switched")) socket.write(SWITCHING);
  if (/closed/.test(host)) socket.end();
}

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";

/** A server that is told of each request's address and answers with whatever bytes. */
async function raw(answer: (socket: Socket, path: string) => void): Promise<{ url: string; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createRawServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.once("data", (request) => answer(socket, request.toString().split(" ")[1] ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function every(socket: Socket, text: string, first = ""): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(text), 200);
  socket.on("close", () => clearInterval(timer));
}
