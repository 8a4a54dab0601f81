import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./responses.ts";

/** A picture as a CDN serves it: whole, or the part that a Range header asks for. */
export function servedFile(bytes: Buffer, { range, "if-range": ifRange }: IncomingHttpHeaders, modifiedAt: number): Answer {
  const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
  const lastModified = new Date(modifiedAt).toUTCString();
  const headers = {
    "content-type": "image/png",
    "accept-ranges": "bytes",
    etag,
    "last-modified": lastModified,
    "cache-control": "private, max-age=600",
  };
  const unchanged = ifRange === undefined || ifRange === etag || ifRange === lastModified;
  const asked = unchanged ? rangeOf(range, bytes.length) : undefined;
  if (!asked) return { status: 200, headers, body: bytes };
  if (asked === "none") return { status: 416, headers: { ...headers, "content-range": `bytes */${bytes.length}` }, body: Buffer.alloc(0) };
  const contentRange = `bytes ${asked.first}-${asked.last}/${bytes.length}`;
  return { status: 206, headers: { ...headers, "content-range": contentRange }, body: bytes.subarray(asked.first, asked.last + 1) };
}

/** A single byte range; undefined when the header asks for none, `none` when it lies outside the file. */
function rangeOf(header: string | undefined, length: number): { first: number; last: number } | "none" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") return Number(to) === 0 ? "none" : { first: Math.max(0, length - Number(to)), last: length - 1 };
  const first = Number(from);
  const last = to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= length ? "none" : { first, last };
}

/** The answer of a storage service to an expired link. */
export function expiredLink(): Answer {
  const text = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>\n';
  return { status: 403, headers: { "content-type": "application/xml" }, body: Buffer.from(text) };
}
