import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Begun, Entry, EntryEvent, SavedImage } from "../../src/journal/entry.ts";
import { foldEntry, isComplete, isKeyExpired, keyLifeMs, readRemains } from "../../src/journal/entry.ts";

/** Reading an entry's file, whatever a crash or a disk did to its lines. */

const begun: Begun = {
  type: "begun",
  at: 1000,
  key: "key-1",
  origin: "https://api.test",
  account: "0123456789abcdef",
  bodySha256: "00",
  bodyFile: "a.json",
  claim: "a-1.claim",
  cwd: "/work",
  outputDir: "/work/outputs",
  save: true,
  stem: "gpt-image-2",
  request: { input: { prompt: "a\nlighthouse" } },
};
const kept = (index: number): SavedImage => ({ index, path: `/work/outputs/${index}.png`, sha256: "00", bytes: 1, mimeType: "image/png" });
const accepted: EntryEvent = { type: "accepted", at: 2000, taskId: "tk-1" };
const ready = (count: number): EntryEvent => ({
  type: "ready",
  at: 3000,
  dir: "/work/outputs",
  stem: "s",
  count,
  status: "success",
  rawStatus: {},
});
const saved = (index = 1): EntryEvent => ({ type: "saved", at: 4000, file: kept(index) });
const settled: EntryEvent = { type: "settled", at: 5000 };
const handed: EntryEvent = { type: "handed", at: 2500 };
const joined: EntryEvent = { type: "joined", at: 1500 };
const ended = (kind: string): EntryEvent => ({ type: "ended", at: 2000, kind, message: "no" });

const line = (event: unknown) => `\n${JSON.stringify(event)}\n`;
const textOf = (events: readonly unknown[]) => events.map(line).join("");
const fold = (text: string) => foldEntry("id", text);

describe("the state is what the events say", () => {
  it.each<[string, EntryEvent[], Entry["state"]]>([
    ["nothing but the beginning", [begun], "unknown"],
    ["accepted", [begun, accepted], "running"],
    ["ready", [begun, accepted, ready(1)], "ready"],
    ["one of two saved", [begun, accepted, ready(2), saved(1)], "ready"],
    ["the same picture saved twice", [begun, accepted, ready(2), saved(1), saved(1)], "ready"],
    ["both saved", [begun, accepted, ready(2), saved(2), saved(1)], "saved"],
    ["settled", [begun, accepted, ready(1), saved(), settled], "settled"],
    ["a late event of another process after settled", [begun, accepted, settled, accepted, ready(1), saved()], "settled"],
    ["refused", [begun, ended("account")], "ended"],
    ["failed", [begun, accepted, ended("task_failed")], "ended"],
    ["refused to one of two that share it", [begun, joined, ended("unavailable")], "unknown"],
    ["refused to one, accepted from another", [begun, accepted, ended("unavailable")], "running"],
    ["refused to one, accepted from another later", [begun, joined, ended("account"), accepted], "running"],
    ["detached", [begun, accepted, handed], "running"],
  ])("%s", (_, events, state) => {
    const entry = fold(textOf(events));
    expect(entry?.state).toBe(state);
    expect(entry && isComplete(entry)).toBe(["settled", "ended"].includes(state));
    expect(entry?.isDetached).toBe(events.includes(handed));
  });

  it("an entry is its beginning, its task and its files", () => {
    const entry = fold(textOf([begun, accepted, ready(1), saved()]));
    expect(entry).toMatchObject({ id: "id", begun, taskId: "tk-1", acceptedAt: 2000, files: [kept(1)], ready: ready(1) });
  });
});

it("what was saved in one folder is not there for another", () => {
  const elsewhere = { ...ready(1), dir: "/elsewhere" };
  expect(fold(textOf([begun, accepted, ready(1), saved(), elsewhere]))).toMatchObject({ state: "ready", files: [] });
  expect(fold(textOf([begun, accepted, ready(1), saved(), elsewhere, saved()]))).toMatchObject({ state: "saved", files: [kept(1)] });
});

describe("damage costs the damaged line and no other", () => {
  const whole = textOf([begun, accepted]);
  it.each<[string, string, Entry["state"] | undefined]>([
    ["an empty file", "", undefined],
    ["white space", "\n \n\t\n", undefined],
    ["events without a beginning", textOf([accepted, settled]), undefined],
    ["a beginning of wrong types", line({ ...begun, key: 7 }), undefined],
    ["a torn last line", `${whole}${line(settled).slice(0, -6)}`, "running"],
    ["a torn line in the middle", `${textOf([begun])}\n{"type":"acc\n${line(ready(1))}`, "ready"],
    ["an event behind a torn line", `${whole}\n{"type":"sett${line(ready(1))}`, "ready"],
    ["binary garbage", `${textOf([begun])}\0\xff\xfe\0garbage${line(accepted)}`, "running"],
    ["two events glued to one line", `${textOf([begun])}\n${JSON.stringify(accepted)}${JSON.stringify(settled)}\n`, "settled"],
    ["a beginning glued to the next line", `${JSON.stringify(begun)}${JSON.stringify(accepted)}`, "running"],
    ["a beginning cut off in its prompt", `${line(begun).slice(0, -12)}${line(accepted)}`, "running"],
    ["a beginning that ends in NUL bytes", `${line(begun).slice(0, -12)}${"\0".repeat(12)}${line(accepted)}`, "running"],
    ["a beginning cut off before it says where to save", `${line(begun).slice(0, 120)}${line(accepted)}`, undefined],
    ["a task id cut off behind its quote", `${textOf([begun])}\n${JSON.stringify(accepted).slice(0, -1)}`, "running"],
    ["a task id cut off", `${textOf([begun])}\n${JSON.stringify(accepted).slice(0, -2)}`, "unknown"],
    ["a byte order mark", `\uFEFF${JSON.stringify(begun)}\n${line(accepted)}`, "running"],
    ["a body file elsewhere", line({ ...begun, bodyFile: "../../.ssh/id.json" }), undefined],
    ["a claim elsewhere", line({ ...begun, claim: "/etc/a-1.claim" }), undefined],
    ["a task id that is an option", `${textOf([begun])}${line({ ...accepted, taskId: "--all" })}`, "unknown"],
    ["an unknown event", `${whole}${line({ type: "blessed", at: 1 })}`, "running"],
    ["an event without a time", `${whole}${line({ type: "settled" })}`, "running"],
    ["an acceptance without its task id", `${textOf([begun])}${line({ ...accepted, taskId: "" })}`, "unknown"],
    ["JSON that is no object", `${whole}\n7\n"settled"\nnull\n[${JSON.stringify(settled)}]\n`, "running"],
    ["Windows line ends", whole.replaceAll("\n", "\r\n"), "running"],
    ["a second beginning", `${whole}${line({ ...begun, key: "another" })}`, "running"],
  ])("%s", (_, text, state) => {
    const entry = fold(text);
    expect(entry?.state).toBe(state);
    expect(entry?.begun.key).toBe(state && "key-1");
  });

  it("any text: no exception", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => void fold(`${text}\n${JSON.stringify(begun)}\n${text}`)),
    );
  });

  const events = [begun, joined, accepted, ready(2), saved(1), saved(2), settled];
  const text = textOf(events);

  it("cut anywhere behind the beginning: what was whole before the cut counts, the rest does not", () => {
    const first = line(begun).length;
    fc.assert(
      fc.property(fc.integer({ min: first, max: text.length }), (cut) => {
        // A line is whole with its last text, though the brace behind it is lost.
        const isWhole = (event: EntryEvent, end: number) => end - (event === accepted ? 2 : 1) <= cut;
        const count = events.filter((event, index) => isWhole(event, textOf(events.slice(0, index + 1)).length)).length;
        expect(fold(text.slice(0, cut))).toEqual(fold(textOf(events.slice(0, count))));
      }),
    );
  });

  it("garbage between the lines changes nothing", () => {
    const garbage = fc.array(
      fc.string({ unit: "binary" }).filter((piece) => !piece.includes("\n")),
      { minLength: events.length, maxLength: events.length },
    );
    fc.assert(
      fc.property(garbage, (pieces) => {
        expect(fold(events.map((event, index) => `${pieces[index]}${line(event)}`).join(""))).toEqual(fold(text));
      }),
    );
  });

  it("events written twice change nothing", () => {
    fc.assert(
      fc.property(fc.subarray(events, { minLength: 1 }), (again) => {
        const twice = events.flatMap((event) => (again.includes(event) ? [event, event] : [event]));
        expect(fold(textOf(twice))).toEqual(fold(text));
      }),
    );
  });
});

it.each([
  ["nothing", "", {}],
  ["the key of a beginning cut off", line(begun).slice(0, 60), { at: 1000, key: "key-1" }],
  ["the task id of a later line", `${line(begun).slice(0, 12)}${line(accepted)}`, { at: 2000, taskId: "tk-1" }],
  ["both", `${line(begun).slice(0, 60)}${line(accepted)}`, { at: 1000, key: "key-1", taskId: "tk-1" }],
  ["no id that would be an option or a path", line({ ...accepted, taskId: "-rf" }) + line({ ...accepted, taskId: "a/b" }), { at: 2000 }],
])("what a damaged entry still tells: %s", (_, damaged, remains) => {
  expect(readRemains(damaged)).toEqual(remains);
});

describe("a key lives for 23 hours", () => {
  const entry = fold(textOf([begun])) as Entry;
  it.each([
    ["at once", 0, false],
    ["just before", keyLifeMs - 1, false],
    ["then", keyLifeMs, true],
    ["when the clock went back an hour", -3_600_000, false],
  ])("%s", (_, age, isExpired) => {
    expect(keyLifeMs).toBe(23 * 3_600_000);
    expect(isKeyExpired(entry, begun.at + age)).toBe(isExpired);
  });
});
