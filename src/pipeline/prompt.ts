import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Problem } from "../errors.ts";
import { HiapiError, oneLine, quote } from "../errors.ts";
import { limits } from "../request/catalogue.ts";
import { promptSources } from "../request/index.ts";

/** What a request is prepared in. */
export interface Reading {
  cwd: string;
  /** The API key, which no part of a request may hold; empty where there is none. */
  secret?: string;
  /** Read only when the prompt is there. */
  stdin: AsyncIterable<Uint8Array | string>;
}

/**
 * The prompt of a request: an option, the positionals, a file or stdin. A prompt that was given twice or cannot be read is added to
 * `problems`.
 */
export async function readPrompt(
  { prompt, promptFile }: { prompt?: string | undefined; promptFile?: string | undefined },
  positionals: readonly string[],
  { cwd, stdin, problems }: Omit<Reading, "secret"> & { problems: Problem[] },
): Promise<string | undefined> {
  const words = positionals.length > 0 ? positionals.join(" ") : undefined;
  const given = [prompt, promptFile, words].filter((source) => source !== undefined);
  if (given.length > 1) problems.push(promptSources(given));
  if (promptFile === undefined) return prompt ?? words;
  try {
    const bytes = promptFile === "-" ? await readAll(stdin) : await readFile(resolve(cwd, promptFile));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof HiapiError) throw error;
    const reason =
      error instanceof TypeError ? "it is not UTF-8 text" : oneLine(error instanceof Error ? error.message : String(error), 120);
    problems.push({
      field: "prompt",
      given: promptFile,
      accepted: "a readable UTF-8 text file, or -",
      message: `--prompt-file ${quote(promptFile)} cannot be used: ${reason}`,
    });
    return undefined;
  }
}

/** An accepted prompt never has more, white space around it included. */
const maxPromptBytes = 16 * limits.promptLength;

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxPromptBytes) throw new RangeError(`it has more than ${maxPromptBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
