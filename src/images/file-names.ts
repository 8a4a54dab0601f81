import type { Problem } from "../errors.ts";
import { oneLine, quote } from "../errors.ts";
import { models } from "../request/catalogue.ts";

/** File names of images: valid on every system, and different for different tasks (docs/design.md, rule 7). Pure. */

/** Types that HiAPI does not make are among them: who names such a file wants a file, and gets it under its true type. */
const extensions = "png|jpe?g|jfif|webp|gif|avif|heic|heif|tiff?|bmp|svg|jxl";
const imageExtension = new RegExp(String.raw`(?:[.\s]{0,80}\.(?:${extensions})){1,20}$`, "i");
const fileName = new RegExp(String.raw`^([^/\\\0]+)\.(${extensions})$`, "i");
const maxStemLength = 80;

/** `/` and `@` of a model id become `-`. */
export function modelFileSlug(model: string): string {
  return model.replace(/[/@]/g, "-");
}

/** What is wrong with a `--name`; undefined when it can be a file name prefix. */
export function nameProblem(name: string): Problem | undefined {
  const fault = faultOf(name);
  if (!fault) return undefined;
  return { field: "name", given: name, accepted: "a file name without folders", message: `--name ${quote(name)} ${fault}` };
}

function faultOf(name: string): string | undefined {
  if (name.trim() === "") return "is empty";
  return /[/\\]/.test(name) ? "holds a path separator: use --output-dir for the folder" : undefined;
}

/** The prefix that a `--name` makes, and what of the name it changes, in words. */
export function namePrefix(name: string): { prefix: string; notices: string[] } {
  const plain = name.replace(imageExtension, "");
  const prefix = safePrefix(safePrefix(plain).replace(imageExtension, ""));
  const notices: string[] = [];
  if (plain !== name) notices.push(`--name ${quote(name)}: the extension is left out, the file's own bytes decide it`);
  if (prefix !== plain.trim()) notices.push(`--name ${quote(name)}: file names begin with ${quote(prefix)}, which every system takes`);
  return { prefix, notices };
}

/** Whether a name is that of a file: with the extension of an image, which no prefix of file names has. */
export function isFileName(name: string): boolean {
  return splitName(name).extension !== "";
}

/** A name divided at the extension of an image, which is empty where it has none, or where the name is a path. */
export function splitName(name: string): { stem: string; extension: string } {
  const [, stem = name, extension = ""] = fileName.exec(name) ?? [];
  return { stem, extension };
}

/** The file name of an image of a type, with a number behind the stem from 2 on. An extension that the name has is kept where it is right. */
export function numberedFile(name: string, { number, type }: { number: number; type: string }): string {
  const { stem, extension } = splitName(name);
  const isRight = extension.toLowerCase().replace("jpeg", "jpg") === type;
  return `${stem}${number === 1 ? "" : `-${number}`}.${isRight ? extension : type}`;
}

/** A text as part of a file name on Linux, macOS and Windows: no control characters, no reserved characters, names or endings. */
export function safePrefix(text: string): string {
  const plain = oneLine(text, maxStemLength).replace(/[<>:"/\\|?*…]+/g, "-");
  const short = shorten(plain.replace(/^[.\s-]+/, "")).replace(/[.\s]+$/, "");
  if (short === "") return "image";
  return /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i.test(short)
    ? `${short.replace(/\..*$/, "")}-image`
    : short;
}

/** File systems count bytes: 255 in all, of which the rest of the name takes under 60. */
function shorten(text: string): string {
  let short = text;
  while (new TextEncoder().encode(short).length > 180) short = [...short].slice(0, -1).join("");
  return short;
}

/**
 * The prefix of a picture's final name: what it is, when its task was made (UTC), the end of its task id.
 * @param createdAt milliseconds since 1970
 */
export function picturePrefix({ prefix, createdAt, taskId }: { prefix: string; createdAt: number; taskId?: string | undefined }): string {
  const time = new Date(createdAt).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const end = taskId?.replace(/[^A-Za-z0-9]/g, "").slice(-8);
  return [safePrefix(prefix), time, ...(end ? [end] : [])].join("-");
}

/** What the name of a picture says of it, read back: see `picturePrefix`. Any other name is all prefix. */
export function readPictureName(file: string): { prefix: string; createdAt?: number; taskEnd?: string; isSandbox: boolean } {
  const bare = file.replace(imageExtension, "");
  const [, named = bare, day, time, taskEnd] = /^(.*)-(\d{8})-(\d{6})(?:-([A-Za-z0-9]{1,8}))?-\d+(?:-\d+)?$/.exec(bare) ?? [];
  const isSandbox = named.startsWith("sandbox-");
  const text = day && time ? `${day}T${time}Z`.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5") : "";
  const createdAt = Date.parse(text);
  return {
    prefix: isSandbox ? named.slice("sandbox-".length) : named,
    isSandbox,
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    ...(taskEnd ? { taskEnd } : {}),
  };
}

/** The model that a prefix is the slug of; undefined for one that the user chose, or that two models share. */
export function modelOfPrefix(prefix: string): string | undefined {
  const [model, ...more] = models.filter((id) => modelFileSlug(id) === prefix);
  return more.length === 0 ? model : undefined;
}
