import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runProgram } from "../support/program.ts";
import { canary, envelope, folders, picture, task, taskId } from "../support/standin.ts";
import type { Treatment } from "../support/standin-raw.ts";
import { afterHeaders, afterRequest, answers, closedPort, closesAtOnce, rawServer, says } from "../support/standin-raw.ts";

/** Connections that misbehave below HTTP: what was sent decides what may have been accepted (docs/design.md, rule 2). */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const folder = folders();

async function create(base: string, { timeout = 2, cwd = folder() } = {}) {
  const { code, document, stderr } = await runProgram(["a", "lighthouse", "--poll-interval", "1", "--timeout", String(timeout)], {
    env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: base },
    cwd,
  });
  expect(stderr).not.toMatch(/^\s+at .*(?:\.ts|\.js|node:)/m);
  return { code, document, kind: document.error?.kind };
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const unknown = { kind: "unknown_outcome", code: 7 };

describe.concurrent("the server of a create", () => {
  it.each<[string, Treatment, object]>([
    ["closes the connection at once", closesAtOnce, unknown],
    ["reads the headers, then resets", afterHeaders((socket) => void socket.resetAndDestroy()), unknown],
    ["reads the headers, then closes", afterHeaders((socket) => void socket.end()), unknown],
    ["reads the request, then says nothing", says(""), unknown],
    ["answers half a header", says("HTTP/1.1 200 OK\r\nContent-Ty"), unknown],
    ["answers headers that never end", endlessHeaders(), unknown],
    ["answers something that is no HTTP", says("SSH-2.0-OpenSSH_9.6\r\n"), unknown],
    ["answers a body that stops in the middle", says(`${head}Content-Length: 500\r\n\r\n{"code":200,"data":{"taskId":"tk-1"`), unknown],
    ["closes in the middle of a body", afterRequest((socket) => socket.end(`${head}Content-Length: 500\r\n\r\n{"code":200`)), unknown],
    [
      "closes in the middle of a chunk",
      afterRequest((socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n40\r\n{"code"`)),
      unknown,
    ],
    ["answers 102 forever", says("HTTP/1.1 102 Processing\r\n\r\n"), unknown],
    ["refuses with a body that stops", says("HTTP/1.1 402 Payment Required\r\nContent-Length: 500\r\n\r\n{"), { kind: "account", code: 4 }],
  ])("%s", async (_, treatment, { kind, code }: { kind?: string; code?: number }) => {
    const server = await rawServer(treatment);
    const ended = await create(server.origin);
    await server.close();
    expect({ kind: ended.kind, code: ended.code }).toEqual({ kind, code });
    const keys = server.connections.map((heard) => /idempotency-key: (.*)\r/i.exec(heard)?.[1]).filter((key) => key !== undefined);
    expect(new Set([...keys, ended.document.error.idempotencyKey])).toHaveLength(1);
    expect(server.connections.length).toBeLessThanOrEqual(8);
  });

  it("has a name that does not exist: not accepted", async () => {
    expect(await create("http://no-such-host.invalid", { timeout: 1 })).toMatchObject({ kind: "unavailable", code: 5 });
  });

  it("does not listen: not accepted", async () => {
    const ended = await create(`http://127.0.0.1:${await closedPort()}`);
    expect(ended).toMatchObject({ kind: "unavailable", code: 5, document: { error: { code: "ECONNREFUSED", retryable: true } } });
  });

  it("speaks no TLS: not accepted", async () => {
    const server = await rawServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await create(server.origin.replace("http:", "https:"))).toMatchObject({ kind: "unavailable", code: 5 });
    await server.close();
  });

  it("has a certificate of its own making: not accepted, and nothing was sent", async () => {
    const { origin, heard, close } = await selfSigned();
    const ended = await create(origin);
    close();
    expect(ended).toMatchObject({ kind: "unavailable", code: 5, document: { error: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } } });
    expect(heard()).toBe(0);
  });
});

describe.concurrent("HTTP that is lawful and rare", () => {
  const body = JSON.stringify(envelope({ taskId }));
  const reply = (start: string, headers = "") => {
    const length = `Content-Length: ${body.length}\r\n`;
    return afterRequest((socket) => socket.end(`${start}${head}${length}${headers}Connection: close\r\n\r\n${body}`));
  };

  it.each<[string, Treatment]>([
    ["headers of 20 KB", reply("", `Link: ${"<https://hiapi.example/x>; rel=next, ".repeat(600)}\r\n`)],
    ["early hints", reply("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")],
    [
      "a trailer",
      afterRequest((socket) =>
        socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\nX: y\r\n\r\n`),
      ),
    ],
  ])("%s: is read", async (_, treatment) => {
    const server = await rawServer(treatment);
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: server.origin };
    const { document } = await runProgram(["a", "lighthouse", "--no-wait"], { env, cwd: folder() });
    await server.close();
    expect(document).toMatchObject({ ok: true, taskId });
  });

  it.each<[string, Treatment, RegExp]>([
    ["an unasked 100 Continue", reply("HTTP/1.1 100 Continue\r\n\r\n"), /100 Continue that was not asked for/],
    ["Content-Length twice", reply("", `Content-Length: ${body.length}\r\n`), /Content-Length twice/],
    [
      "Content-Length as a list",
      afterRequest((socket) => socket.end(`${head}Content-Length: 2, 2\r\n\r\n{}`)),
      /Content-Length twice, as a list/,
    ],
    ["headers of 80 KB", reply("", `X-Long: ${"y".repeat(80_000)}\r\n`), /larger than 64 KiB/],
  ])("%s: is named where it cannot be read", async (_, treatment, says) => {
    const server = await rawServer(treatment);
    const { kind, document } = await create(server.origin, { timeout: 1 });
    await server.close();
    expect(kind).toBe("unknown_outcome");
    expect(document.error.message).toMatch(says);
    expect(document.error.message).toContain("this program's HTTP client cannot read");
  });
});

describe.concurrent("a failure names the address that was asked", () => {
  const page = "<html><title>Welcome</title></html>";
  const html = (status: string) =>
    afterRequest((socket) => socket.end(`HTTP/1.1 ${status}\r\nContent-Length: ${page.length}\r\n\r\n${page}`));
  const asked = async (argv: string[], base: string) => {
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: base, HIAPI_SITE_URL: base };
    return (await runProgram(argv, { env, cwd: folder() })).document.error;
  };
  const calls: [string, string[]][] = [
    ["create", ["a", "lighthouse", "--timeout", "1"]],
    ["poll", ["resume", taskId, "--timeout", "1"]],
    ["list", ["tasks", "--remote"]],
    ["check", ["check", "--live"]],
    ["prices", ["a", "lighthouse", "--estimate"]],
  ];

  it.each(calls)("%s", async (_, argv) => {
    const closed = `http://127.0.0.1:${await closedPort()}`;
    expect((await asked(argv, closed)).message).toContain(` at ${closed}: ECONNREFUSED`);
    for (const status of ["200 OK", "302 Found", "500 Oops", "404 Not Found"]) {
      const server = await rawServer(html(status));
      expect((await asked(argv, server.origin)).message).toContain(` at ${server.origin}: HTTP ${status.slice(0, 3)}`);
      await server.close();
    }
  });

  it.each(calls.filter(([name]) => ["create", "list", "check"].includes(name)))(
    "a 404 on %s names the base URL as the cause",
    async (_, argv) => {
      const server = await rawServer(html("404 Not Found"));
      const { kind, hint } = await asked(argv, `${server.origin}/wrong`);
      await server.close();
      expect({ kind, hint }).toEqual({ kind: "usage", hint: expect.stringContaining(`${server.origin}/wrong has no such call`) });
      expect(hint).toContain("HIAPI_BASE_URL");
    },
  );
});

function endlessHeaders(): Treatment {
  return afterRequest((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const drip = setInterval(() => socket.write(`X-${Math.random()}: ${"y".repeat(50)}\r\n`), 50);
    socket.on("close", () => clearInterval(drip));
  });
}

async function selfSigned() {
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder(), name)) as [string, string];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  let requests = 0;
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, heard: () => requests, close: () => server.close() };
}

describe.concurrent("a create that was cut", () => {
  const done = answers(200, envelope({ taskId }));

  it.each<[string, Treatment]>([
    ["before it was read", closesAtOnce],
    ["behind its headers", afterHeaders((socket) => void socket.resetAndDestroy())],
    ["in the answer", afterRequest((socket) => socket.end(`${head}Content-Length: 500\r\n\r\n{"code":200`))],
  ])("%s is sent again as it was, and settled by the task id", async (_, treatment) => {
    const result = (socket: Parameters<Treatment>[0], origin: string) =>
      answers(200, task({ status: "success", output: [{ url: `${origin}/picture.png` }] }))(socket, origin);
    const server = await rawServer(
      treatment,
      done,
      result,
      afterRequest((socket) => {
        socket.end(
          Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${picture.length}\r\nConnection: close\r\n\r\n`), picture]),
        );
      }),
    );
    const ended = await create(server.origin, { timeout: 8 });
    await server.close();
    expect(ended.document).toMatchObject({ ok: true, taskId, outputs: [{ bytes: picture.length }] });
    const bodies = server.connections.slice(0, 2).map((heard) => heard.split("\r\n\r\n")[1]);
    if (bodies[0]) expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[1]).toContain('"prompt":"a lighthouse"');
  });

  it("by a refused connection first is sent once the port opens", async () => {
    const port = await closedPort();
    const starting = new Promise<void>((resolve) => setTimeout(resolve, 400));
    const running = create(`http://127.0.0.1:${port}`, { timeout: 6 });
    await starting;
    const { createServer: plain } = await import("node:http");
    const server = plain((request, response) => void request.resume().on("end", () => response.writeHead(400).end()));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    // A refusal at once, since no attempt before it can have been accepted.
    expect(await running).toMatchObject({ kind: "usage", code: 2 });
    await new Promise((resolve) => server.close(resolve));
  });
});
