import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "./faults/parse.ts";
import type { Answer } from "./responses.ts";

/** Larger bodies are refused with 413. */
const maxBodyBytes = 33 * 1024 * 1024;

/** A request's body, read to its end; undefined when it is larger than the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length <= maxBodyBytes) pieces.push(piece);
  }
  return length > maxBodyBytes ? undefined : Buffer.concat(pieces);
}

/** Sends an answer, cut or mislabelled where a fault says so. */
export function send(response: ServerResponse, { status, headers, body }: Answer, fault?: Fault["fault"]): void {
  const length = fault === "short" ? body.length + 1024 : body.length;
  response.writeHead(status, { "x-hiapi-sandbox": "1", ...headers, "content-length": length });
  if (fault === "cut") {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
    return;
  }
  if (fault === "short") {
    response.write(body, () => response.socket?.end());
    return;
  }
  response.end(body);
}
