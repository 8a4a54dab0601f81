import { join } from "node:path";
import type { RequestRecord } from "../../src/journal/begin.ts";
import type { Entry } from "../../src/journal/entry.ts";
import type { Journal } from "../../src/journal/journal.ts";

/** Requests as a command hands them to the journal. */

let count = 0;

/** A request of a fresh key; the same body each time, so that two of them are the same request. */
export function asked(more: Partial<RequestRecord> = {}): RequestRecord {
  count += 1;
  return {
    key: `key-${count}`,
    isKeyGiven: false,
    origin: "https://api.test",
    account: "0123456789abcdef",
    body: '{"model":"gpt-image-2","input":{"prompt":"a lighthouse"}}',
    cwd: "/work",
    outputDir: "/work/outputs",
    save: true,
    stem: "gpt-image-2",
    request: { model: "gpt-image-2", input: { prompt: "a lighthouse" } },
    ...more,
  };
}

export async function begun(journal: Journal, more: Partial<RequestRecord> = {}): Promise<Entry> {
  return (await journal.begin(asked(more), { isNew: true })).entry;
}

/** Where an entry is written down. */
export function fileOf({ folder }: Journal, { id }: Entry): string {
  return join(folder, "requests", `${id}.jsonl`);
}
