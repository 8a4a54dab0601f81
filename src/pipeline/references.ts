import { fileURLToPath } from "node:url";
import type { Problem } from "../errors.ts";
import { megabytes, oneLine, quote } from "../errors.ts";
import { readUserFile } from "../fs/index.ts";
import type { ImageFacts } from "../images/index.ts";
import { inspectImage, otherType } from "../images/index.ts";
import type { Io } from "../io.ts";
import { resolvePath } from "../io.ts";
import { limits } from "../request/catalogue.ts";
import type { RequestOptions } from "../request/index.ts";
import { parseUrl } from "../url.ts";

/** The references of a request as a list. */
export function referenceList(value: RequestOptions["inputUrls"]): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

interface Findings {
  io: Pick<Io, "cwd" | "home">;
  problems: Problem[];
  notices: string[];
}

/** The path a reference names; undefined for a file URL of another host. */
function localPath(text: string, io: Findings["io"]): string | undefined {
  const url = /^file:/i.test(text) ? parseUrl(text) : undefined;
  if (!url) return resolvePath(text, io);
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** A reference as it is sent, and the size of its image in bytes; or why it cannot be one. */
type Reading = { uri: string; size: number } | { refused: string };

/** A reference as the API takes it: URLs and data URIs as they are, a local file as a data URI. */
export async function readReference(field: string, reference: string, { io, problems, notices }: Findings): Promise<string> {
  const text = reference.trim();
  if (/^https?:/i.test(text)) return text;
  const read = /^data:/i.test(text) ? await readInline(text) : await readFile(text, io);
  if ("refused" in read) {
    problems.push({
      field,
      given: quote(text),
      accepted: "an http(s) URL, or a PNG, JPEG or WebP of at most 20 MB",
      message: `${field} ${quote(text)} cannot be used: ${read.refused}`,
    });
    return text;
  }
  if (read.size > limits.referenceWarnBytes)
    notices.push(`${quote(text)} has ${megabytes(read.size)}: HiAPI advises to host images above 3 MB and pass their URL`);
  return read.uri;
}

async function readInline(uri: string): Promise<Reading> {
  const data = uri.slice(uri.indexOf(",") + 1);
  const size = Math.floor((data.length * 3) / 4);
  if (size > limits.referenceBytes)
    return { refused: `it has ${megabytes(size)}, at most 20 MB are accepted: host the image and pass its URL` };
  const bytes = Buffer.from(data, "base64");
  const image = await inspect(bytes);
  // What is too short for a header, and what nobody knows, is for HiAPI to judge.
  const isJudged = image ? bytes.length >= 24 || image.extension === "svg" : otherType(bytes) !== undefined;
  const refused = isJudged ? faultOf(bytes, image) : undefined;
  return refused ? { refused } : { uri, size };
}

async function readFile(name: string, io: Findings["io"]): Promise<Reading> {
  const path = localPath(name, io);
  if (name === "" || path === undefined) return { refused: name === "" ? "it is empty" : "it names a file of another host" };
  const file = await readUserFile(path, limits.referenceBytes);
  if ("refused" in file) return { refused: `${oneLine(file.refused, 160)} (${path}); ${accepted} up to 20 MB, or an http(s) URL` };
  const { bytes } = file;
  const image = await inspect(bytes);
  const refused = faultOf(bytes, image);
  return refused ? { refused } : { uri: `data:${image?.mimeType};base64,${bytes.toString("base64")}`, size: bytes.length };
}

function inspect(bytes: Buffer): Promise<ImageFacts | undefined> {
  return inspectImage({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) });
}

const accepted = "PNG, JPEG and WebP are accepted";

function faultOf(bytes: Buffer, image: ImageFacts | undefined): string | undefined {
  if (!image) return `its bytes are ${otherType(bytes) ?? "no image"}; ${accepted}`;
  if (!["png", "jpg", "webp"].includes(image.extension)) return `its bytes are ${image.extension.toUpperCase()}; ${accepted}`;
  if (!image.whole) return "it is cut off: the end of the image is missing";
  return image.width && image.height ? undefined : "its header gives no width and height above 0";
}
