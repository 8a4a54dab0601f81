import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { generateImage } from "../../src/library/index.ts";
import { openWorkspace } from "../kill/workspace.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** `--max-usd` of `generate` and `-n`, and the estimate of a batch, by price lists of all kinds. */

/** A site with a price list. */
async function priced(...rows: [name: string, usd: number][]): Promise<Record<string, string>> {
  const data = rows.map(([model_name, base_usd_value]) => ({ model_name, base_usd_value }));
  const site = createServer((_, response) => response.end(JSON.stringify({ data })));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void site.close());
  return { HIAPI_SITE_URL: `http://127.0.0.1:${(site.address() as AddressInfo).port}` };
}

it.each<[string, string[], number, number]>([
  ["an image that costs as much", ["--max-usd", "0.03"], 0, 1],
  ["an image that costs more", ["--max-usd=0.029"], 2, 0],
  ["no dollar", ["--max-usd", "0"], 2, 0],
  ["so many images that cost as much", ["-n", "3", "--max-usd", "0.09"], 0, 3],
  ["so many images that cost more", ["-n", "3", "--max-usd", "0.08"], 2, 0],
  ["a model without a price", ["--model", "gpt-image-2-pro", "--max-usd", "9"], 2, 0],
  ["no amount", ["--max-usd", "much"], 2, 0],
])("%s", async (_, argv, code, creates) => {
  const workspace = await openWorkspace();
  const env = await priced(["gpt-image-2", 0.03]);
  const ran = await workspace.run(["a cat", ...argv], { env });
  expect({ code: ran.code, creates: workspace.creates() }).toEqual({ code, creates });
  if (code === 0) return;
  expect(ran.document.error).toMatchObject({ kind: "usage", problems: [{ field: "max-usd" }] });
  expect({ asked: workspace.sandbox.requests(), written: readdirSync(workspace.cwd) }).toEqual({ asked: [], written: [] });
});

it("prices that cannot be reached: nothing is sent, exit 5", async () => {
  const workspace = await openWorkspace();
  const { code } = await workspace.run(["a cat", "--max-usd", "1"], { env: { HIAPI_SITE_URL: "http://127.0.0.1:1" } });
  expect({ code, creates: workspace.creates() }).toEqual({ code: 5, creates: 0 });
});

it("a preview is not limited, as it costs nothing", async () => {
  const env = await priced(["gpt-image-2", 0.03]);
  const { code, document } = await runProgram(["a cat", "--estimate", "--max-usd", "0.01"], { env });
  expect({ code, ...document.estimate }).toMatchObject({ code: 0, estimatedUsd: 0.03 });
  expect(document.next).toContain("--max-usd");
});

it("the library has the limit, too", async () => {
  const workspace = await openWorkspace();
  for (const [name, value] of Object.entries({ ...workspace.env, ...(await priced(["gpt-image-2", 0.03])) })) vi.stubEnv(name, value);
  await expect(generateImage({ prompt: "a cat", maxUsd: 0.02 })).rejects.toMatchObject({ kind: "usage" });
  expect(workspace.creates()).toBe(0);
});

it.each<[string, [string, number][], unknown, unknown]>([
  ["not listed", [], null, null],
  ["free", [["gpt-image-2", 0]], 0, 0],
  ["listed under its slash id", [["gpt-image-2/text-to-image", 0.03]], 0.06, 0.03],
])("a batch of a model that is %s", async (_, rows, totalUsd, each) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "in.csv"), "prompt\na cat\na dog\n");
  const { stdout } = await runProgram(["batch", "in.csv", "--estimate"], { cwd, env: await priced(...rows) });
  const documents = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(documents.map(({ estimatedUsd }) => estimatedUsd)).toEqual([each, each, undefined]);
  expect(documents.at(-1).estimate).toMatchObject({ images: 2, totalUsd, unpriced: rows.length === 0 ? 2 : 0 });
  expect(documents.at(-1).estimate.note.includes("is that of gpt-image-2/text-to-image")).toBe(totalUsd === 0.06);
});
