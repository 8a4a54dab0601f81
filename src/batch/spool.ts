import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HiapiError } from "../errors.ts";
import { codeOf, readLines } from "../fs/index.ts";
import type { GenerateOptions } from "../pipeline/prepare.ts";

/** One image of a batch. */
export interface Item {
  /** The line it comes from; and which of how many of that line. */
  line: number;
  part: number;
  of: number;
  options: GenerateOptions;
  outputDir: string;
  bodySha256: string;
  /** How many images of the same payload in the same folder come before it, itself counted. */
  occurrence: number;
  /** Which kind of image it is: its place in `kinds`. */
  kind: number;
}

/** Where an image stands in the file, as its results say it. */
export function placeOf({ line, part, of }: Item): { line: number; part?: number } {
  return { line, ...(of > 1 ? { part } : {}) };
}

export interface Spool {
  add(item: Item): Promise<void>;
  flush(): Promise<void>;
  /** The images in the order in which they were added, read as they are asked for. */
  items(): AsyncGenerator<Item>;
  close(): Promise<void>;
}

/** A private file that has no name from the moment it is open: nobody else reads it, and no crash leaves it behind. */
export async function openSpool(): Promise<Spool> {
  const path = join(tmpdir(), `hiapi-img-batch-${randomBytes(8).toString("hex")}.jsonl`);
  const file = await open(path, "wx+", 0o600).catch(spoolError);
  await unlink(path);
  let waiting: string[] = [];
  let size = 0;
  const flush = async () => {
    if (waiting.length > 0) await file.appendFile(waiting.join("")).catch(spoolError);
    waiting = [];
    size = 0;
  };
  return {
    async add(item: Item) {
      const line = `${JSON.stringify(item)}\n`;
      waiting.push(line);
      size += line.length;
      if (size > 65_536) await flush();
    },
    flush,
    items: () => readItems(file),
    close: () => file.close(),
  };
}

function spoolError(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new HiapiError("output", `the batch cannot be kept in ${tmpdir()}: ${reason}`, {
    hint: "nothing was sent: set TMPDIR to a folder with room that can be written, and run the same command again",
    code: codeOf(error),
    cause: error,
  });
}

async function* readItems(file: FileHandle): AsyncGenerator<Item> {
  for await (const { text } of readLines(createReadStream("", { fd: file, start: 0, autoClose: false }))) {
    const item: Item = JSON.parse(text);
    yield item;
  }
}
