import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { temporaryFolder } from "../support/program.ts";

/** What one request does on disk, as the preload of the kill tests records it. */
function effectsOfOneRequest(): string[] {
  const folder = temporaryFolder();
  const trace = join(folder, "trace");
  const file = (name: string) => join(projectRoot, "test/kill", name);
  const imports = ["--import", file("preload.mjs"), "--import", "tsx"];
  const env = { ...process.env, HIAPI_KILL_TRACE: trace };
  execFileSync(process.execPath, [...imports, file("lifecycle-worker.mts"), folder], { cwd: projectRoot, env });
  return readFileSync(trace, "utf8")
    .split("\n")
    .map((line) => line.replace(" half", ""));
}

it("each step is synced before the next one builds on it: a power cut loses nothing that was relied on", () => {
  const effects = effectsOfOneRequest();
  const orders = {
    "the body before the claim": ["body-write", "body-sync", "bodies-sync", "claim-link"],
    "the entry before the claim": ["draft-write", "draft-sync", "claim-link"],
    "the names before anything is sent": ["claim-link", "entry-rename", "requests-sync", "accepted-append"],
    "the task id before the body is removed": ["accepted-append", "accepted-sync", "body-unlink"],
    "where the images go before they are saved": ["ready-append", "ready-sync", "saved-append"],
    "a saved image before the document": ["saved-append", "saved-sync", "settled-append"],
    "the history before the entry is removed": ["leaving-rename", "history-append", "history-sync", "leaving-unlink"],
  };
  const seen = Object.entries(orders).map(([what, order]) => [what, effects.filter((effect) => order.includes(effect))]);
  expect(Object.fromEntries(seen)).toEqual(orders);
});
