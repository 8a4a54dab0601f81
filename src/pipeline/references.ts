import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Problem } from "../errors.ts";
import { oneLine, quote } from "../errors.ts";
import { megabytes, readUserFile } from "../fs/index.ts";
import { imageType } from "../images/index.ts";
import { limits } from "../request/catalogue.ts";
import type { RequestOptions } from "../request/index.ts";
import { parseUrl } from "../url.ts";

/** The references of a request as a list. */
export function referenceList(value: RequestOptions["inputUrls"]): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

interface Findings {
  cwd: string;
  problems: Problem[];
  notices: string[];
}

/** The path a reference names; undefined for a file URL of another host. */
function localPath(text: string, cwd: string): string | undefined {
  const url = /^file:/i.test(text) ? parseUrl(text) : undefined;
  if (!url) return resolve(cwd, text);
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

const referenceTypes = new Map<string | undefined, string>([
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["webp", "image/webp"],
]);

/** A reference as the API takes it: URLs and data URIs as they are, a local file as a data URI. */
export async function readReference(field: string, reference: string, { cwd, problems, notices }: Findings): Promise<string> {
  const text = reference.trim();
  if (/^(?:https?|data):/i.test(text)) {
    checkInline(field, text, { problems, notices });
    return text;
  }
  const path = localPath(text, cwd);
  const refuse = (reason: string) => {
    problems.push({
      field,
      given: quote(text),
      accepted: "an http(s) URL, or a PNG, JPEG or WebP file of at most 20 MB",
      message: `${field} ${quote(text)} cannot be used: ${reason}`,
    });
    return text;
  };
  if (text === "" || path === undefined) return refuse(text === "" ? "it is empty" : "it names a file of another host");
  const file = await readUserFile(path, limits.referenceBytes);
  if ("refused" in file)
    return refuse(`${oneLine(file.refused, 160)} (${path}); PNG, JPEG and WebP files of at most 20 MB are accepted, or an http(s) URL`);
  const { bytes } = file;
  const type = imageType(bytes);
  const mimeType = referenceTypes.get(type);
  if (!mimeType) return refuse(`its bytes are ${type ?? "no image"}; PNG, JPEG and WebP are accepted`);
  noteSize(quote(text), bytes.length, notices);
  return `data:${mimeType};base64,${bytes.toString("base64")}`;
}

function checkInline(field: string, text: string, { problems, notices }: Pick<Findings, "problems" | "notices">): void {
  if (!/^data:/i.test(text)) return;
  const bytes = Math.floor(((text.length - text.indexOf(",") - 1) * 3) / 4);
  if (bytes > limits.referenceBytes)
    problems.push({
      field,
      given: quote(text),
      accepted: "at most 20 MB",
      message: `${field} ${quote(text)} has ${megabytes(bytes)}, at most 20 MB are accepted: host the image and pass its URL`,
    });
  noteSize(quote(text), bytes, notices);
}

function noteSize(what: string, bytes: number, notices: string[]): void {
  if (bytes > limits.referenceWarnBytes)
    notices.push(`${what} has ${megabytes(bytes)}: HiAPI advises to host images above 3 MB and pass their URL`);
}
