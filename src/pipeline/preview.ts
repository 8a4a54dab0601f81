import { drawImage } from "../terminal/inline-image.ts";
import type { Invocation } from "./context.ts";
import type { ResultOutput } from "./document.ts";

/** `--preview`: draws the saved images on stderr, after the document; says why where it cannot. Never fails a run: all is saved and printed. */
export async function showImages(outputs: readonly ResultOutput[], { io, reporter }: Pick<Invocation, "io" | "reporter">): Promise<void> {
  const files = outputs.flatMap((output) => (output.kind === "file" ? [output] : []));
  if (files.length === 0) reporter.info("no preview: nothing was saved");
  for (const file of files) {
    const reason = await drawImage(file, { env: io.env, stream: io.stderr });
    if (reason !== undefined) reporter.info(`no preview: ${reason}`);
  }
}
