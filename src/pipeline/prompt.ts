import type { Problem } from "../errors.ts";
import { oneLine, quote } from "../errors.ts";
import { readUserInput } from "../fs/index.ts";
import type { Io } from "../io.ts";
import { decodeUtf8 } from "../json.ts";
import { limits } from "../request/catalogue.ts";
import { promptSources } from "../request/index.ts";

/**
 * The prompt of a request: an option, the positionals, a file or stdin. A prompt that was given twice or cannot be read is added to
 * `problems`.
 */
export async function readPrompt(
  { prompt, promptFile }: { prompt?: string | undefined; promptFile?: string | undefined },
  positionals: readonly string[],
  { io, problems }: { io: Pick<Io, "cwd" | "home" | "stdin">; problems: Problem[] },
): Promise<string | undefined> {
  const words = positionals.length > 0 ? positionals.join(" ") : undefined;
  const given = [prompt, promptFile, words].filter((source) => source !== undefined);
  if (given.length > 1) problems.push(promptSources(given));
  if (promptFile === undefined) return prompt ?? words;
  const source = await readUserInput(promptFile, io, maxPromptBytes);
  const text = "bytes" in source ? decodeUtf8(source.bytes) : undefined;
  if (text !== undefined) return text;
  const reason = "refused" in source ? source.refused : "it is not UTF-8 text";
  problems.push({
    field: "prompt",
    given: promptFile,
    accepted: "a UTF-8 text file, or -",
    message: `--prompt-file ${quote(promptFile)} cannot be used: ${oneLine(reason, 160)}`,
  });
  return undefined;
}

/** An accepted prompt never has more, white space around it included. */
const maxPromptBytes = 16 * limits.promptLength;
