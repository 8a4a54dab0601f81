import { request } from "node:http";
import { afterEach } from "vitest";
import { parseFaults } from "../../src/sandbox/faults/parse.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";

/** A key that no answer and no account may ever show. */
export const canary = "sk-canary-4f1c9b7e2d8a6035";

export interface Heard {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  json: any;
}

export interface Say {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** One request on a connection of its own; rejects when the connection breaks before the answer is whole. */
export function ask(url: string, { method = "GET", headers = {}, body }: Say = {}): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("close", () => {
        if (!response.complete) reject(new Error("cut off"));
      });
      response.on("end", () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes, json: parsed(bytes) });
      });
    });
    sent.on("error", reject);
    // As bytes: Node writes the head in the encoding of a body that is a string, which would spoil latin1 header bytes.
    sent.end(typeof body === "string" ? Buffer.from(body) : body);
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

/** A sandbox that is closed after the test, and ways to speak to it. Its clock stands still unless `pass` moves it. */
export async function sandboxed(options: SandboxOptions & { rules?: string } = {}) {
  const { rules = "", ...rest } = options;
  let clock = 1_800_000_000_000;
  const sandbox = await startSandbox({ imageMs: 1000, now: () => clock, faults: parseFaults(rules), ...rest });
  open.push(sandbox);
  const auth = { authorization: `Bearer ${canary}` };
  const get = (path: string, headers: Say["headers"] = auth) => ask(sandbox.url + path, { headers });
  const create = (body: unknown = order(), headers: Say["headers"] = {}) =>
    ask(`${sandbox.url}/v1/tasks`, {
      method: "POST",
      headers: { ...auth, "content-type": "application/json", ...headers },
      body: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  const account = async () => (await get("/__sandbox/requests", {})).json;
  const finished = async (body?: unknown) => {
    const id: string = (await create(body)).json.data.taskId;
    clock += 1000;
    return id;
  };
  return {
    sandbox,
    get,
    create,
    account,
    finished,
    pass: (ms: number) => {
      clock += ms;
    },
  };
}

export function order(input: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return { model: "gpt-image-2", input: { prompt: "a lighthouse at dusk", ...input }, ...more };
}
