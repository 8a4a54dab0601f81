import { openJournal } from "../../src/journal/journal.ts";
import { asked } from "./new-record.ts";

/** One request in the journal, from its beginning to the history; the preload writes down what it does on disk. */

const [folder = ""] = process.argv.slice(2);
const journal = await openJournal(folder);
const { entry } = await journal.begin(asked(), { isNew: false });
await journal.record(entry, { type: "accepted", at: 1, taskId: "tk-1" });
await journal.record(entry, { type: "ready", at: 2, dir: "/work", stem: "a", count: 1, status: "success", rawStatus: {} });
const file = { index: 1, path: "/work/a-1.png", sha256: "00", bytes: 1, mimeType: "image/png" } as const;
await journal.record(entry, { type: "saved", at: 3, file });
await journal.record(entry, { type: "settled", at: 4 });
await journal.archive((await journal.read(entry.id)) ?? entry);
