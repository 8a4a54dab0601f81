import { resolve } from "node:path";
import type { PlainOutput } from "../api/index.ts";
import type { Fetch } from "../api/transport.ts";
import { HiapiError } from "../errors.ts";
import type { SavedFile } from "../images/index.ts";
import { dataUriBytes, downloadLink, picturePrefix, saveImage } from "../images/index.ts";
import type { Session } from "../pipeline/index.ts";
import { processSettings, withSession } from "./client.ts";

/**
 * Saves images into a folder: data URIs are decoded, links downloaded. A link that cannot be downloaded comes back as
 * `{kind: "url", url}`, so that nothing is lost; a data URI that is no image throws.
 */
export async function saveImageOutputs(
  outputs: readonly PlainOutput[],
  { outputDir = "outputs", now = Date.now(), fetchImpl }: { outputDir?: string; now?: Date | number; fetchImpl?: Fetch } = {},
): Promise<((SavedFile & { url?: string }) | { kind: "url"; url: string })[]> {
  const dir = resolve(outputDir);
  const prefix = picturePrefix({ prefix: "gpt-image-2", createdAt: Number(now) });
  const { baseUrl } = processSettings();
  return withSession({ fetchImpl, config: { apiKey: "", baseUrl } }, async (session) => {
    const saved: ((SavedFile & { url?: string }) | { kind: "url"; url: string })[] = [];
    for (const [position, output] of outputs.entries()) {
      const target = { dir, prefix, index: position + 1 };
      if (output.kind === "data-uri") saved.push((await saveImage({ ...target, bytes: dataUriBytes(output.value) })).file);
      else saved.push(await saveLink(output.value, target, session));
    }
    return saved;
  });
}

async function saveLink(
  link: string,
  target: { dir: string; prefix: string; index: number },
  { fetchLink, signal }: Session,
): Promise<(SavedFile & { url?: string }) | { kind: "url"; url: string }> {
  try {
    const { file } = await saveImage({ ...target, bytes: downloadLink(link, { fetch: fetchLink, signal }) });
    return { ...file, url: link };
  } catch (error) {
    // A disk that is full is the caller's to know; a link that fails is still the caller's to have.
    if (error instanceof HiapiError && error.facts.fault !== "disk") return { kind: "url", url: link };
    throw error;
  }
}
