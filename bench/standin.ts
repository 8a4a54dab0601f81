import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PictureKind } from "./pictures.ts";
import { pictureBytes, pictureSize } from "./pictures.ts";

/**
 * A HiAPI whose pictures are ready at once. The prompt says how the picture comes and how large it is: `link png 200000000`,
 * or `data-uri jpg 30000000`, of which the URI then has as many characters. The task id carries the wish on, so nothing is
 * kept. Prints its address as JSON.
 */

interface Wish {
  way: "link" | "data-uri";
  kind: PictureKind;
  size: number;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [room = "", name = ""] = (request.url ?? "").split("/").slice(-2);
  if (request.method === "POST") {
    const { input } = JSON.parse(await textOf(request));
    return sendJson(response, [JSON.stringify({ taskId: `tk-${String(input.prompt).replaceAll(" ", "_")}` })]);
  }
  request.resume();
  if (room === "pictures") return sendPicture(response, name);
  const url = name.startsWith("tk-link") ? [`http://${request.headers.host}/pictures/${name}`] : dataUri(wishOf(name));
  const task = { taskId: name, model: "gpt-image-2", status: "success", created: 1_777_282_033, output: [{ type: "image", url: "…" }] };
  const [before = "", after = ""] = JSON.stringify(task).split("…");
  return sendJson(response, [before, ...url, after]);
}

function wishOf(name: string): Wish {
  const [way, kind, size] = name.replace("tk-", "").split("_");
  return { way: way === "link" ? "link" : "data-uri", kind: kind === "jpg" ? "jpg" : "png", size: Number(size) };
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

function sendJson(response: ServerResponse, data: string[]): void {
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
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
