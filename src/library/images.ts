import type { PlainOutput } from "../api/index.ts";
import type { Fetch } from "../api/transport.ts";
import { HiapiError } from "../errors.ts";
import type { SavedFile, SaveOptions } from "../images/index.ts";
import { dataUriBytes, downloadLink, picturePrefix, saveImage } from "../images/index.ts";
import { resolvePath } from "../io.ts";
import type { Session } from "../pipeline/index.ts";
import { ownIo, withCall } from "./client.ts";

/** `url` is the link that a file was downloaded from, or that could not be downloaded. */
type SavedOutput = (SavedFile & { url?: string }) | { kind: "url"; url: string };

/**
 * Saves images into a folder: data URIs are decoded, links downloaded. A link that cannot be downloaded is returned as `{kind: "url", url}`, so
 * that it is not lost. Throws for a data URI that is not an image, and when the disk refuses.
 */
export async function saveImageOutputs(
  outputs: readonly PlainOutput[],
  { outputDir = "outputs", now = Date.now(), fetchImpl }: { outputDir?: string; now?: Date | number; fetchImpl?: Fetch } = {},
): Promise<SavedOutput[]> {
  const dir = resolvePath(outputDir, ownIo);
  const prefix = picturePrefix({ prefix: "gpt-image-2", createdAt: Number(now) });
  const save = async (session: Session) => {
    const saved: SavedOutput[] = [];
    for (const [position, output] of outputs.entries()) {
      const target = { dir, name: `${prefix}-${position + 1}`, keepsRejected: false, patience: { signal: session.signal } };
      if (output.kind === "data-uri") saved.push((await saveImage({ ...target, bytes: dataUriBytes(output.value) })).file);
      else saved.push(await saveLink(output.value, target, session));
    }
    return saved;
  };
  return withCall({ fetchImpl }, save, false);
}

async function saveLink(link: string, target: Omit<SaveOptions, "bytes">, { fetchLink, signal }: Session): Promise<SavedOutput> {
  try {
    const { file } = await saveImage({ ...target, bytes: downloadLink(link, { fetch: fetchLink, signal }) });
    return { ...file, url: link };
  } catch (error) {
    if (error instanceof HiapiError && error.facts.fault !== "disk") return { kind: "url", url: link };
    throw error;
  }
}
