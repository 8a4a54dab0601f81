import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Ran, RunOptions } from "./program.ts";
import { runProgram } from "./program.ts";
import { makePng } from "./standin-pictures.ts";

/** HiAPI as a script of answers, on a real socket: written from the contract, apart from src/sandbox. */

export const canary = "sk-canary-4f1c9b7e2d8a60351b7c9e";
export const taskId = "tk-hiapi-0123456789ABCDEFGHJKMNPQRS";
export const picture = makePng(48, 32);

/** One request as it came in. `host` says which of the two servers heard it. */
export interface Heard {
  host: "api" | "images";
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** Milliseconds, on performance.now's scale. */
  at: number;
}

/** Answers one request; `origins` are where the two servers stand. */
export type Reply = (response: ServerResponse, heard: Heard, origins: Origins) => void;

export interface Origins {
  api: string;
  images: string;
}

/** What each call answers, one reply after the other; the last one stays. */
export interface Script {
  create?: Reply | readonly Reply[];
  detail?: Reply | readonly Reply[];
  image?: Reply | readonly Reply[];
}

export interface StandIn extends Origins {
  heard: Heard[];
  creates(): Heard[];
  looks(): Heard[];
  close(): Promise<void>;
}

/** A JSON answer. A function is told where the servers stand. An answer about the usual task is about the one that was asked for. */
export function json(status: number, body: unknown | ((origins: Origins) => unknown), headers: Record<string, string> = {}): Reply {
  return (response, { path }, origins) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    const [, asked = taskId] = /^\/v1\/tasks\/([^/?]+)$/.exec(path) ?? [];
    response.end(JSON.stringify(typeof body === "function" ? body(origins) : body).replaceAll(taskId, decodeURIComponent(asked)));
  };
}

/** An answer of any bytes. */
export function bytes(status: number, body: string | Uint8Array, headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Cuts the connection once the request was read whole. */
export const reset: Reply = (response) => void (response.socket as import("node:net").Socket).resetAndDestroy();

export const redirect = (to: string | ((origins: Origins) => string), status = 302): Reply => {
  return (response, _, origins) => void response.writeHead(status, { location: typeof to === "string" ? to : to(origins) }).end();
};

export const envelope = (data: unknown) => ({ code: 200, message: "success", data });
export const task = (fields: Record<string, unknown> = {}) =>
  envelope({ taskId, model: "gpt-image-2", created: 1777282033, completed: 1777282099, storage: "temp", ...fields });
export const accepted = json(200, envelope({ taskId }));
export const running = json(200, task({ status: "handling", completed: 0 }));
export const success = (output: unknown) => json(200, task({ status: "success", output }));
export const linked = (path = "/picture.png") =>
  json(200, ({ images }: Origins) =>
    task({ status: "success", output: [{ url: `${images}${path}`, type: "image", expireAt: 1777886899 }] }),
  );
export const served = (body: Uint8Array = picture, type = "image/png") => bytes(200, body, { "content-type": type });

/** Starts the stand-in: the API and, on a port of its own, the host of the pictures. */
export async function standIn({ create = accepted, detail = linked(), image = served() }: Script = {}): Promise<StandIn> {
  const heard: Heard[] = [];
  const scripts = { create: [create].flat(), detail: [detail].flat(), image: [image].flat() };
  const next = (call: keyof Script) => (scripts[call].length > 1 ? scripts[call].shift() : scripts[call][0]) as Reply;
  const origins = { api: "", images: "" };
  const listener = (host: Heard["host"]) => async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    const one: Heard = { host, method, path: url, headers, body: Buffer.concat(chunks), at: performance.now() };
    heard.push(one);
    response.on("error", () => undefined);
    const call = method === "POST" ? "create" : "detail";
    next(host === "images" ? "image" : call)(response, one, origins);
  };
  const servers = (["api", "images"] as const).map((host) => {
    const server = createServer((request, response) => void listener(host)(request, response).catch(() => undefined));
    return { host, server };
  });
  for (const { host, server } of servers) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origins[host] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  return {
    ...origins,
    heard,
    creates: () => heard.filter(({ host, method }) => host === "api" && method === "POST"),
    looks: () => heard.filter(({ host, method }) => host === "api" && method === "GET"),
    close: async () => {
      for (const { server } of servers) server.closeAllConnections();
      await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Folders for a whole file of tests that run side by side, where a hook of one test would reach another. */
export function folders(): () => string {
  const base = mkdtempSync(join(tmpdir(), "hiapi-img-standin-"));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  let count = 0;
  return () => {
    count += 1;
    const folder = join(base, String(count));
    mkdirSync(folder);
    return folder;
  };
}

export interface Told extends Ran {
  api: StandIn;
  /** Every entry of outputs/, hidden ones too. */
  files: string[];
}

/** Runs the program once against a stand-in of its own, which is closed afterwards. */
export async function against(
  script: Script,
  {
    cwd,
    argv = ["a", "lighthouse"],
    timeout = 3,
    env = {},
    ...rest
  }: RunOptions & { cwd: string; argv?: readonly string[]; timeout?: number },
): Promise<Told> {
  const api = await standIn(script);
  try {
    const ran = await runProgram([...argv, "--poll-interval", "1", "--timeout", String(timeout)], {
      env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api, ...env },
      cwd,
      ...rest,
    });
    return { ...ran, document: ran.document, api, files: filesIn(join(cwd, "outputs")) };
  } finally {
    await api.close();
  }
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
