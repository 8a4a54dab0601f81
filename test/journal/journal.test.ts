import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RequestRecord } from "../../src/journal/begin.ts";
import type { Entry } from "../../src/journal/entry.ts";
import { accountMark } from "../../src/journal/fingerprint.ts";
import { readHistory } from "../../src/journal/history.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/journal.ts";
import { asked, begun, fileOf } from "../kill/new-record.ts";
import { temporaryFolder } from "../support/program.ts";

/** The journal over real files (docs/design.md, rules 3 and 4). Only the date is faked. */

const hour = 3_600_000;
const accepted = { type: "accepted", at: 1, taskId: "tk-1" } as const;
const settled = { type: "settled", at: 2 } as const;
const handed = { type: "handed", at: 2 } as const;

let journal: Journal;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  journal = await openJournal(temporaryFolder());
});
afterEach(() => vi.useRealTimers());

const bodies = () => readdirSync(join(journal.folder, "bodies"));
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
const begin = (more: Partial<RequestRecord> = {}, isNew = false) => journal.begin(asked(more), { isNew });

async function finish(entry: Entry): Promise<void> {
  await journal.record(entry, settled);
  await journal.unfinished();
}

async function history(): Promise<unknown[]> {
  const keys: unknown[] = [];
  for await (const { key } of readHistory(journal.folder)) keys.push(key);
  return keys;
}

describe("a request is begun once", () => {
  it("with its exact bytes, before anything else happens", async () => {
    const body = '{"prompt":"söme 🖼 bytes \\u0000"}';
    const { entry, joined } = await begin({ body });
    expect(joined).toBe(false);
    expect(await journal.body(entry)).toBe(body);
    expect(await journal.read(entry.id)).toEqual(entry);
    expect(await journal.unfinished()).toEqual([entry]);
  });

  it("by one of twenty that begin it at the same time", async () => {
    const found = await Promise.all(Array.from({ length: 20 }, () => begin()));
    expect(found.filter(({ joined }) => !joined)).toHaveLength(1);
    expect(new Set(found.map(({ entry }) => entry.begun.key)).size).toBe(1);
    expect(await journal.unfinished()).toHaveLength(1);
    expect(bodies()).toHaveLength(1);
  });

  it("and twenty that differ are twenty", async () => {
    const found = await Promise.all(Array.from({ length: 20 }, (_, index) => begin({ body: `${index}` })));
    expect(found.every(({ joined }) => !joined)).toBe(true);
    expect(await journal.unfinished()).toHaveLength(20);
  });

  it("by each that wants another, at the same time", async () => {
    const found = await Promise.all(Array.from({ length: 6 }, () => begin({}, true)));
    expect(found.every(({ joined }) => !joined)).toBe(true);
    expect(await journal.unfinished()).toHaveLength(6);
    expect((await begin()).joined).toBe(true);
  });
});

describe("the same request, begun again", () => {
  const other = { account: accountMark("sk-another-key") };
  it.each<
    [
      string,
      {
        first?: Partial<RequestRecord>;
        events?: readonly (typeof accepted | typeof settled | typeof handed)[];
        again?: Partial<RequestRecord>;
        isNew?: boolean;
        later?: number;
      },
      boolean,
    ]
  >([
    ["joins while nothing is known of it", {}, true],
    ["joins while it runs", { events: [accepted] }, true],
    ["joins 22 h later", { later: 22 * hour }, true],
    ["joins when the clock went back an hour", { later: -hour }, true],
    ["joins though it is to be saved elsewhere", { again: { cwd: "/other", outputDir: "/other", stem: "fox" } }, true],
    ["joins under the key it was given", { first: { key: "k" }, again: { key: "k", isKeyGiven: true } }, true],
    ["is another under a key of its own", { again: { key: "k", isKeyGiven: true } }, false],
    ["is another with --new", { isNew: true }, false],
    ["is another when it is complete", { events: [accepted, settled] }, false],
    ["is another when it is detached", { events: [accepted, handed] }, false],
    ["is another when it runs for more than 23 h", { events: [accepted], later: 23 * hour }, false],
    ["is another at another address", { again: { origin: "https://other.test" } }, false],
    ["is another with another account", { again: other }, false],
    ["is another with other bytes", { again: { body: "{}" } }, false],
  ])("%s", async (_, { first, events = [], again, isNew, later = 0 }, joins) => {
    const { entry } = await begin(first);
    for (const event of events) await journal.record(entry, event);
    pass(later);
    const { entry: second, joined } = await begin(again, isNew);
    expect(joined).toBe(joins);
    expect(second.begun.key === entry.begun.key).toBe(joins);
    const isOpen = !events.includes(settled);
    expect(await journal.unfinished()).toHaveLength(joins || !isOpen ? 1 : 2);
  });

  it("past 23 h with acceptance unknown is refused, with the way on", async () => {
    const { entry } = await begin();
    pass(23 * hour);
    await expect(begin()).rejects.toMatchObject({
      kind: "unknown_outcome",
      facts: { idempotencyKey: entry.begun.key, hint: expect.stringMatching(/tasks --remote.*--new/) },
    });
    expect((await begin({}, true)).joined).toBe(false);
  });
});

describe("a body", () => {
  const kept = async (events: readonly Parameters<Journal["record"]>[1][], later = 0) => {
    const { entry } = await begin({ request: "with an elided reference" });
    for (const event of events) await journal.record(entry, event);
    pass(later);
    await journal.unfinished();
    return { isSavedImage: bodies().length > 0, text: await journal.body(entry) };
  };

  it.each<[string, readonly Parameters<Journal["record"]>[1][], number, boolean]>([
    ["stays while acceptance is unknown", [], 22 * hour, true],
    ["stays when the clock went back", [], -hour, true],
    ["is gone once the task id is known", [accepted], 0, false],
    ["is gone once the create was refused", [{ type: "ended", at: 1, kind: "account", message: "no" }], 0, false],
    ["is gone when 23 h have passed", [], 25 * hour, false],
  ])("%s", async (_, events, later, stays) => {
    const { isSavedImage, text } = await kept(events, later);
    expect(isSavedImage).toBe(stays);
    expect(text !== undefined).toBe(stays);
  });

  it("that a crash left is removed after an hour, as is what was never claimed; a younger one may be in use", async () => {
    const leftovers = ["bodies/old.json", "requests/old-1.claim", "requests/old.draft"].map((name) => join(journal.folder, name));
    const young = join(journal.folder, "bodies/young.json");
    for (const path of [...leftovers, young]) writeFileSync(path, "{}");
    for (const path of leftovers) utimesSync(path, new Date(Date.now() - 2 * hour), new Date(Date.now() - 2 * hour));
    await journal.unfinished();
    expect(leftovers.filter(existsSync)).toEqual([]);
    expect(existsSync(young)).toBe(true);
  });
});

describe("a complete request", () => {
  it("goes into history once, however many archive it at once", async () => {
    const entry = await begun(journal);
    await journal.record(entry, settled);
    await Promise.all(Array.from({ length: 8 }, async () => journal.archive((await journal.read(entry.id)) ?? entry)));
    await journal.archive(entry);
    expect(await history()).toEqual([entry.begun.key]);
    expect(readFileSync(join(journal.folder, "history.jsonl"), "utf8").match(/"key"/g)).toHaveLength(1);
    expect(await journal.unfinished()).toEqual([]);
  });

  it("is not changed by a process that comes late, nor is the same request begun anew", async () => {
    const first = (await begin()).entry;
    const late = (await begin()).entry;
    await finish(first);
    const anew = await begin();
    expect(anew.joined).toBe(false);
    await journal.record(late, accepted);
    await finish(late);
    await journal.archive(late);
    expect(await journal.read(anew.entry.id)).toEqual(anew.entry);
    expect(await journal.body(anew.entry)).toBeDefined();
    expect(await journal.unfinished()).toEqual([anew.entry]);
  });

  it("is archived without touching an unfinished one", async () => {
    const entries: Entry[] = [];
    for (let index = 0; index < 12; index += 1) {
      pass(1);
      entries.push(await begun(journal, { body: String(index) }));
    }
    for (const entry of entries.slice(0, 6)) await journal.record(entry, settled);
    pass(30 * hour);
    expect((await journal.unfinished()).map(({ id }) => id)).toEqual(entries.slice(6).map(({ id }) => id));
    expect(await history()).toHaveLength(6);
  });
});

describe("a file that a crash or a disk has damaged", () => {
  it.each<[string, string | Buffer]>([
    ["torn in its last line", '\n{"type":"settl'],
    ["binary garbage", Buffer.from([0, 255, 254, 0, 10, 200])],
    ["a torn line without its end", "{"],
  ])("%s: the request is there, and the next event counts", async (_, damage) => {
    const entry = await begun(journal);
    appendFileSync(fileOf(journal, entry), damage);
    expect(await journal.unfinished()).toEqual([entry]);
    await journal.record(entry, accepted);
    expect(await journal.read(entry.id)).toMatchObject({ state: "running", taskId: "tk-1" });
  });

  it.each([
    ["empty", ""],
    ["garbage", "\0\xff"],
    ["JSON of another kind", "[]"],
  ])("%s: others are not affected, and the same request is refused until the file is deleted", async (_, text) => {
    const damaged = await begun(journal);
    const other = await begun(journal, { body: "other" });
    const path = fileOf(journal, damaged);
    writeFileSync(path, text);
    expect(await journal.unfinished()).toEqual([other]);
    pass(2 * hour);
    expect(await journal.unfinished()).toEqual([other]);
    for (const isNew of [false, true]) {
      const facts = { hint: expect.stringContaining(path) };
      await expect(begin({}, isNew)).rejects.toMatchObject({ kind: "unknown_outcome", facts });
    }
    rmSync(path);
    expect((await begin()).joined).toBe(false);
  });
});

it("folders are 0700 and files 0600, whatever the umask", async () => {
  const before = process.umask(0);
  try {
    journal = await openJournal(journal.folder);
    const entry = await begun(journal);
    await begun(journal, { body: "other" });
    await finish(entry);
    const modes = readdirSync(journal.folder, { recursive: true, encoding: "utf8" }).map((name) => {
      const { mode } = statSync(join(journal.folder, name));
      return [name, (mode & 0o777).toString(8)];
    });
    expect(modes.length).toBeGreaterThan(4);
    for (const [name, mode] of modes) expect([name, mode]).toEqual([name, ["requests", "bodies"].includes(String(name)) ? "700" : "600"]);
  } finally {
    process.umask(before);
  }
});
