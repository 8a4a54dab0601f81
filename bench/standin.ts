import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PictureKind } from "./pictures.ts";
import { pictureBytes, pictureSize } from "./pictures.ts";

/**
 * A HiAPI that keeps nothing but counts. The prompt says how the picture comes, how large it is and, if it likes, after how
 * many milliseconds: `link png 200000000`, `link png 1000 20000 and-any-word`, or `data-uri jpg 30000000`, of which the URI
 * then has as many characters. The task id carries the wish on. Prints its address as JSON; `/count` tells what was asked.
 */

interface Wish {
  /** When it was made, on this machine's clock. */
  at: number;
  way: "link" | "data-uri";
  kind: PictureKind;
  size: number;
  afterMs: number;
}

const count = { creates: 0, polls: 0, pictures: 0 };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [collection = "", name = ""] = (request.url ?? "").split("/").slice(-2);
  if (request.method === "POST") {
    const { input } = JSON.parse(await textOf(request));
    count.creates += 1;
    return sendData(response, [JSON.stringify({ taskId: `tk-${Date.now()}_${String(input.prompt).replaceAll(" ", "_")}` })]);
  }
  request.resume();
  if (name === "count") return sendData(response, [JSON.stringify(count)]);
  count[collection === "pictures" ? "pictures" : "polls"] += 1;
  return collection === "pictures" ? sendPicture(response, name) : sendData(response, detail(name, `http://${request.headers.host}`));
}

/** A task as it is shown: in parts, of which one may be large. */
function detail(taskId: string, origin: string): string[] {
  const wish = wishOf(taskId);
  const isReady = Date.now() >= wish.at + wish.afterMs;
  const task = { taskId, model: "gpt-image-2", status: isReady ? "success" : "handling", created: Math.floor(wish.at / 1000) };
  if (!isReady) return [JSON.stringify(task)];
  const [before = "", after = ""] = JSON.stringify({ ...task, output: [{ type: "image", url: "…" }] }).split("…");
  return [before, ...(wish.way === "link" ? [`${origin}/pictures/${taskId}`] : dataUri(wish)), after];
}

function wishOf(name: string): Wish {
  const [at, way, kind, size, afterMs = "0"] = name.replace("tk-", "").split("_");
  return {
    at: Number(at),
    way: way === "link" ? "link" : "data-uri",
    kind: kind === "jpg" ? "jpg" : "png",
    size: Number(size),
    afterMs: Number(afterMs),
  };
}

function sendPicture(response: ServerResponse, name: string): Promise<void> {
  const { kind, size } = wishOf(name);
  const type = kind === "png" ? "image/png" : "image/jpeg";
  response.writeHead(200, { "content-type": type, "content-length": pictureSize(kind, size) });
  return pipeline(Readable.from(pictureBytes(kind, size), { objectMode: true, highWaterMark: 1 }), response);
}

function dataUri({ kind, size }: Wish): string[] {
  const head = `data:image/${kind === "png" ? "png" : "jpeg"};base64,`;
  const bytes = Buffer.concat([...pictureBytes(kind, Math.floor((size - head.length) / 4) * 3)]);
  return [head, bytes.toString("base64")];
}

function sendData(response: ServerResponse, data: string[]): void {
  const parts = ['{"code":200,"message":"success","data":', ...data, "}"];
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  response.writeHead(200, { "content-type": "application/json", "content-length": length });
  for (const part of parts) response.write(part);
  response.end();
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
// Ten thousand connections may be opened at once, and stay open while their client is busy.
server.keepAliveTimeout = 0;
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
