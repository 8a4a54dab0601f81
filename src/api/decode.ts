import type { Transform } from "node:stream";
import { pipeline } from "node:stream";

/** Every call asks for plain bytes; what comes compressed all the same is decoded here (docs/design.md, rule 8). */

type Bytes = AsyncIterable<Uint8Array>;

/**
 * The bytes of a body by its `Content-Encoding` (RFC 9110, section 8.4): gzip, deflate and br. They are decoded as they are asked for, so that
 * a reader stops at its limit. Bytes that are not what the header says fail as a body does that breaks off.
 */
export function decoded(body: Bytes, encodings: string): Bytes {
  const names = encodings.split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "" && name !== "identity").reduceRight(decode, body);
}

async function* decode(body: Bytes, encoding: string): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  // An empty body is empty in any encoding.
  if (first.done) return;
  yield* pipeline(
    async function* () {
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => chunks };
    },
    await decoderOf(encoding, first.value),
    () => undefined,
  );
}

async function decoderOf(encoding: string, start: Uint8Array): Promise<Transform> {
  const { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } = await import("node:zlib");
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip();
  if (encoding === "br") return createBrotliDecompress();
  if (encoding !== "deflate") throw Object.assign(new Error(`content encoding ${encoding} is not known`), { code: "CONTENT_ENCODING" });
  // Some servers leave the zlib header out, which begins with its method, 8.
  return ((start[0] ?? 0) & 15) === 8 ? createInflate() : createInflateRaw();
}
