import { HiapiError } from "../errors.ts";
import { isBase64 } from "../request/index.ts";

/** Whole quartets of base64, so that each piece decodes on its own. */
const pieceLength = 4 * 64 * 1024;

/**
 * The bytes of a data URI, decoded piece by piece into one buffer, so that a large image is not in memory twice. Each piece is valid until
 * the next is asked for. Throws `output` when the URI is not base64.
 */
export async function* dataUriBytes(uri: string): AsyncGenerator<Uint8Array> {
  const comma = uri.indexOf(",");
  const isEncoded = /;base64$/i.test(uri.slice(0, Math.max(0, comma)).trim());
  const payload = uri.slice(comma + 1).replace(/\s+/g, "");
  if (comma === -1 || !isEncoded || (payload !== "" && !isBase64(payload)))
    throw new HiapiError("output", "the data URI of the image is broken: it is not base64", { fault: "server" });
  const buffer = Buffer.alloc((pieceLength / 4) * 3);
  for (let start = 0; start < payload.length; start += pieceLength)
    yield buffer.subarray(0, buffer.write(payload.slice(start, start + pieceLength), "base64"));
}
