import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { saveImageOutputs } from "../../src/library/index.ts";
import { heads, png } from "../fixtures/pictures.ts";
import { temporaryFolder } from "../support/program.ts";

const now = new Date("2026-11-21T23:59:58Z");
const inline = (bytes: Buffer, type = "png") => ({
  kind: "data-uri" as const,
  mimeType: `image/${type}`,
  value: `data:image/${type};base64,${bytes.toString("base64")}`,
});

/** A server of pictures by path; anything else is 404. */
async function gallery(pictures: Record<string, Buffer>): Promise<string> {
  const server = createServer((request, response) => {
    const picture = pictures[request.url ?? ""];
    response.writeHead(picture ? 200 : 404).end(picture ?? "gone");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Links to this machine are followed only when the API stands on it too.
  vi.stubEnv("HIAPI_BASE_URL", url);
  return url;
}

it("decodes data URIs and names each file by time and index", async () => {
  const outputDir = join(temporaryFolder(), "new/folder");
  const saved = await saveImageOutputs([inline(png), inline(heads.jpeg, "png")], { outputDir, now });
  expect(saved).toStrictEqual([
    {
      kind: "file",
      path: join(outputDir, "gpt-image-2-20261121-235958-1.png"),
      mimeType: "image/png",
      bytes: png.length,
      width: 1,
      height: 1,
    },
    {
      kind: "file",
      path: join(outputDir, "gpt-image-2-20261121-235958-2.jpg"),
      mimeType: "image/jpeg",
      bytes: heads.jpeg.length,
      width: 1,
      height: 1,
    },
  ]);
  expect(readFileSync(join(outputDir, "gpt-image-2-20261121-235958-1.png"))).toEqual(png);
});

it("takes the time as a number too", async () => {
  const outputDir = temporaryFolder();
  await saveImageOutputs([inline(png)], { outputDir, now: now.getTime() });
  expect(readdirSync(outputDir)).toEqual(["gpt-image-2-20261121-235958-1.png"]);
});

it("never overwrites another picture", async () => {
  const outputDir = temporaryFolder();
  const other = Buffer.from(png);
  other[40] = 1;
  const first = await saveImageOutputs([inline(png)], { outputDir, now });
  const second = await saveImageOutputs([inline(other)], { outputDir, now });
  expect(readdirSync(outputDir)).toHaveLength(2);
  expect(first).not.toEqual(second);
  expect(readFileSync((first[0] as { path: string }).path)).toEqual(png);
});

it("downloads links: the file as the command prints it, with its url", async () => {
  const url = await gallery({ "/a": png });
  const outputDir = temporaryFolder();
  const saved = await saveImageOutputs([{ kind: "url", value: `${url}/a` }], { outputDir, now });
  const path = join(outputDir, "gpt-image-2-20261121-235958-1.png");
  expect(saved).toEqual([{ kind: "file", path, mimeType: "image/png", bytes: png.length, width: 1, height: 1, url: `${url}/a` }]);
});

it("returns a link that cannot be downloaded, and leaves no file", async () => {
  const url = await gallery({ "/text": heads.text, "/cut": png.subarray(0, 40) });
  const outputDir = temporaryFolder();
  for (const link of [`${url}/none`, `${url}/text`, `${url}/cut`, "http://169.254.169.254/latest/meta-data"])
    expect(await saveImageOutputs([{ kind: "url", value: link }], { outputDir, now }), link).toEqual([{ kind: "url", url: link }]);
  expect(readdirSync(outputDir)).toEqual([]);
});

it("throws for a data URI that is not an image, and leaves no file", async () => {
  const outputDir = temporaryFolder();
  for (const bytes of [heads.text, heads.empty, png.subarray(0, 40)])
    await expect(saveImageOutputs([inline(bytes)], { outputDir, now })).rejects.toMatchObject({ kind: "output" });
  expect(readdirSync(outputDir)).toEqual([]);
});

it("saves nothing without outputs", async () => {
  expect(await saveImageOutputs([], { outputDir: temporaryFolder() })).toEqual([]);
});
