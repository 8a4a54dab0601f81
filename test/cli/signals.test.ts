import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { mainScript, runProgram } from "../support/program.ts";
import { hasProgram } from "../support/shells.ts";
import type { Reply, StandIn } from "../support/standin.ts";
import {
  accepted,
  bytes,
  canary,
  envelope,
  filesIn,
  folders,
  json,
  linked,
  picture,
  running,
  standIn,
  task,
  taskId,
} from "../support/standin.ts";
import { rawServer } from "../support/standin-raw.ts";
import type { SpawnOptions } from "../support/standin-spawn.ts";
import { runScript } from "../support/standin-spawn.ts";

/** The built script as a process: signals, closed and slow pipes, and an end that comes when the document is out. */

vi.setConfig({ maxConcurrency: 4, testTimeout: 60_000 });
const folder = folders();
const opened: StandIn[] = [];
afterAll(() => Promise.all(opened.map((api) => api.close())));

interface Starting {
  timeout?: string;
  cwd?: string;
  onStderr?: SpawnOptions["onStderr"];
  stdout?: SpawnOptions["stdout"];
}

async function start(script: Parameters<typeof standIn>[0], { timeout = "20", cwd = folder(), ...rest }: Starting = {}) {
  const api = await standIn(script);
  opened.push(api);
  const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api };
  const ran = await runScript(["a", "lighthouse", "--poll-interval", "1", "--timeout", timeout], { cwd, env, ...rest });
  return { ...ran, api, cwd, files: filesIn(join(cwd, "outputs")) };
}

const stack = /^\s+at .*(?:\.m?js|\.ts|node:)/m;
const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

/** Sends the signal once, as soon as stderr says what is waited for. */
const signalAt = (words: string, ...names: NodeJS.Signals[]): SpawnOptions["onStderr"] => {
  let sent = false;
  return (soFar, { kill }) => {
    if (sent || !soFar.includes(words)) return;
    sent = true;
    for (const [index, name] of names.entries()) setTimeout(() => kill(name), 200 + index * 50);
  };
};

const hanging: Reply = (response) => void response.writeHead(200, { "content-length": "1000000" }).write(picture);
const silent: Reply = () => undefined;

describe.skipIf(process.platform === "win32").concurrent("a signal", () => {
  it.each(signals)("%s while waiting stops at once, with the task and how to resume", async (name, exitCode) => {
    const ran = await start({ detail: running }, { onStderr: signalAt(`task ${taskId}`, name) });
    expect({ code: ran.code, signal: ran.signal }).toEqual({ code: exitCode, signal: null });
    expect(ran.elapsedMs).toBeLessThan(10_000);
    expect(ran.document).toMatchObject({ ok: false, error: { kind: "interrupted", taskId, idempotencyKey: expect.stringMatching(/\S/) } });
    expect(ran.document.error.resume).toMatch(new RegExp(`^node '.*hiapi-gpt-image-2\\.mjs' resume ${taskId}$`));
    expect(ran.stderr).toContain(ran.document.error.resume);
    expect(ran.stderr).not.toMatch(stack);
  });

  it.each<[string, Parameters<typeof standIn>[0], string]>([
    ["the create is in flight", { create: silent }, "idempotency key"],
    ["the create waits to be repeated", { create: json(429, {}, { "retry-after": "15" }) }, "again in"],
    ["a look is in flight", { detail: silent }, `task ${taskId}`],
    ["the picture comes", { image: hanging }, `task ${taskId}`],
  ])("while %s stops at once, and carries the key", async (label, script, words) => {
    const wait = label === "the picture comes" || label === "a look is in flight" ? 1500 : 0;
    const signal = signalAt(words, "SIGINT");
    const ran = await start(script, { onStderr: (soFar, act) => void setTimeout(() => signal?.(soFar, act), wait) });
    expect(ran.code).toBe(130);
    expect(ran.elapsedMs).toBeLessThan(10_000);
    const sent = ran.api.creates()[0]?.headers["idempotency-key"];
    expect(ran.document.error).toMatchObject({ kind: "interrupted", idempotencyKey: sent, resume: expect.stringMatching(/ resume \S+$/) });
    expect(ran.stderr).toContain(ran.document.error.resume);
    expect(ran.files).toEqual([]);
    expect(ran.stderr).not.toMatch(stack);
  });

  it("twice ends too", async () => {
    const ran = await start({ detail: running }, { onStderr: signalAt(`task ${taskId}`, "SIGINT", "SIGINT") });
    // The second may meet a process that has already let go of its handlers: a shell reports 130 for that as well.
    expect([130, "SIGINT"]).toContain(ran.code ?? ran.signal);
    expect(ran.elapsedMs).toBeLessThan(10_000);
    expect(ran.stderr).not.toMatch(stack);
  });
});

describe.concurrent("a connection that is never made", () => {
  const run = async (timeout: string, onStderr?: SpawnOptions["onStderr"]) => {
    const server = await rawServer(() => undefined);
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: server.origin.replace("http:", "https:") };
    const ran = await runScript(["a", "lighthouse", "--timeout", timeout], { cwd: folder(), env, ...(onStderr ? { onStderr } : {}) });
    await server.close();
    return ran;
  };

  it("ends at the deadline: a TLS hello that stays unanswered was not accepted", async () => {
    const ran = await run("2");
    expect({ code: ran.code, kind: ran.document?.error.kind }).toEqual({ code: 5, kind: "unavailable" });
    expect(ran.elapsedMs).toBeLessThan(10_000);
  });

  it.skipIf(process.platform === "win32")("ends at Ctrl-C", async () => {
    const ran = await run("60", signalAt("idempotency key", "SIGINT"));
    expect({ code: ran.code, kind: ran.document?.error.kind }).toEqual({ code: 130, kind: "interrupted" });
    expect(ran.elapsedMs).toBeLessThan(10_000);
  });
});

describe.concurrent("stdout", () => {
  it("closed by its reader: the picture is saved, exit 141, no stack trace", async () => {
    const ran = await start({}, { stdout: "close" });
    expect(ran.stderr).not.toMatch(/EPIPE|Unhandled/);
    expect(ran.stderr).not.toMatch(stack);
    expect({ code: ran.code, files: ran.files.length }).toEqual({ code: 141, files: 1 });
  });

  it("closed by its reader: a failure ends without a stack trace too", async () => {
    const ran = await start({ create: json(402, { code: 402, message: "balance too low" }) }, { stdout: "close" });
    expect(ran.code).toBe(141);
    expect(ran.stderr).toContain("balance too low");
    expect(ran.stderr).not.toMatch(stack);
  });

  it.each(["slow", "read"] as const)("takes a document of megabytes whole: %s", async (stdout) => {
    const notes = Array.from({ length: 20_000 }, (_, index) => `note ${index} ${"word ".repeat(12)}`);
    const detail = json(200, ({ images }: { images: string }) => task({ status: "success", notes, output: [{ url: `${images}/a.png` }] }));
    const ran = await start({ detail }, { stdout });
    expect(ran.stdout.length).toBeGreaterThan(1_000_000);
    expect(ran.document.rawStatus.data.notes).toEqual(notes);
    expect(ran.code).toBe(0);
  });

  it("holds the document and nothing else; stderr in a pipe has no spinner and no colours", async () => {
    const ran = await start({ detail: [running, json(200, task({ status: "dreaming" })), linked()] });
    expect(Object.keys(ran.document).slice(0, 2)).toEqual(["ok", "model"]);
    expect(ran.stdout).toBe(`${JSON.stringify(ran.document, null, 2)}\n`);
    expect(ran.stderr).not.toMatch(/[\u2800-\u28ff]|\p{Cc}(?<!\n)/u);
    expect(ran.stderr.match(/dreaming/g)).toHaveLength(1);
    for (const words of [ran.document.idempotencyKey, `task ${taskId}`, `resume ${taskId}`, `saved ${ran.document.outputs[0].path}`])
      expect(ran.stderr).toContain(words);
  });
});

describe.concurrent("the process ends when its document is out", () => {
  const large = Buffer.concat([picture, Buffer.alloc(8_000_000)]);
  const cutOff: Reply = (response) => {
    response.writeHead(403, { "content-length": "600000" }).write("<Error>", () => setTimeout(() => response.destroy(), 300));
  };
  const dripping: Reply = (response) => {
    response.writeHead(404).write("not");
    const drip = setInterval(() => response.write(" yet"), 100);
    response.on("close", () => clearInterval(drip));
  };

  it.each<[string, Reply, boolean]>([
    ["the folder is a link to nothing", bytes(200, picture), true],
    ["the folder is a link to nothing, and the picture large", bytes(200, large), true],
    ["the link is refused with a body that is cut", cutOff, false],
    ["the link is refused with a body that never ends", dripping, false],
    ["the link promises 600 MB", bytes(200, "", { "content-length": "600000000" }), false],
    [
      "the link promises 600 MB and begins",
      (response) => void response.writeHead(200, { "content-length": "600000000" }).write(picture),
      false,
    ],
  ])("although %s", async (_, image, blocked) => {
    const cwd = folder();
    if (!blocked) mkdirSync(join(cwd, "outputs"));
    const create: Reply = (...args) => {
      if (blocked) symlinkSync(join(cwd, "nowhere", "deep"), join(cwd, "outputs"));
      accepted(...args);
    };
    const ran = await start({ create, image }, { cwd });
    expect(ran.stderr).not.toMatch(stack);
    expect({ code: ran.code, kind: ran.document.error.kind }).toEqual({ code: 6, kind: "output" });
    expect(ran.elapsedMs).toBeLessThan(12_000);
    expect(ran.files).toEqual([]);
  });

  it("although a server keeps its connection open", async () => {
    const create: Reply = (response) => {
      response.writeHead(402, { "content-type": "application/json", "content-length": "9000" }).write(JSON.stringify(envelope(null)));
    };
    const ran = await start({ create }, { timeout: "2" });
    expect({ code: ran.code, kind: ran.document.error.kind }).toEqual({ code: 4, kind: "account" });
    expect(ran.elapsedMs).toBeLessThan(12_000);
  });
});

it.skipIf(!hasProgram("script"))("a terminal that says it has no columns is written to, and not drawn on for ever", async () => {
  // `script` with no terminal of its own gives one of no columns.
  const cwd = folder();
  const child = spawn("script", ["-qec", `timeout -s KILL 40 '${process.execPath}' '${mainScript}' 'a fox' --sandbox`, "/dev/null"], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, TERM: "xterm", HIAPI_SKIP_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.stdout.resume();
  const [code] = await once(child, "close");
  expect({ code, files: filesIn(join(cwd, "outputs")) }).toEqual({ code: 0, files: [expect.stringMatching(/\.png$/)] });
});

it("a batch that waits for its stdin ends at once", async () => {
  const cwd = folder();
  const child = spawn(process.execPath, [mainScript, "batch", "-"], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, HIAPI_API_KEY: canary },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.write('{"prompt":"a fox"}\n');
  const text = child.stdout.setEncoding("utf8").toArray();
  // Nothing tells that it reads: it is asked to end again and again until it does; a second signal in time would end it by itself.
  const ended = once(child, "close");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGINT");
  const [code] = await ended;
  expect({ code, kind: JSON.parse((await text).join("")).error.kind }).toEqual({ code: 130, kind: "interrupted" });
});

it("a working directory that is gone is said to be gone", async () => {
  const cwd = folder();
  const child = spawn("sh", ["-c", `cd "$(mktemp -d)" && rmdir "$PWD" && exec '${process.execPath}' '${mainScript}' 'a fox' --dry-run`], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, TMPDIR: cwd },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const text = child.stdout.setEncoding("utf8").toArray();
  const [code] = await once(child, "close");
  expect({ code, message: JSON.parse((await text).join("")).error.message }).toEqual({
    code: 2,
    message: expect.stringContaining("is gone"),
  });
});

it("a sandbox at a port that is taken says so", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const { code, document } = await runProgram(["sandbox", "--port", String(port)]);
  other.close();
  expect({ code, message: document.error.message }).toEqual({ code: 2, message: expect.stringContaining(`--port ${port} is taken`) });
});
