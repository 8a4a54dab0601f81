import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Heard } from "../../src/task/rate-limiter.ts";
import { createGate } from "../../src/task/rate-limiter.ts";

/** The gate of many calls: who goes when, on a clock that the test moves. */

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A signal of its own for each, as each task has. */
const waiting = () => ({ signal: new AbortController().signal });
const fine = { type: "accepted" };
const tooMany = (retryAfterMs?: number): Heard => ({
  type: "not-accepted",
  error: { facts: { status: 429 } },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const answering = (answer: Heard) => () => Promise.resolve(answer);

/** When each of some calls was made, in milliseconds from now. */
function timed(gate: ReturnType<typeof createGate>, call: "create" | "look", count: number, answer: Heard = fine): number[] {
  const begun = performance.now();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1)
    void gate.pass(call, waiting(), () => {
      times.push(Math.round(performance.now() - begun));
      return Promise.resolve(answer);
    });
  return times;
}

it("is open: calls go at once", async () => {
  const gate = createGate();
  const times = timed(gate, "create", 40);
  await vi.advanceTimersByTimeAsync(1);
  expect(times).toHaveLength(40);
});

it("holds so many creates a minute, evenly", async () => {
  const gate = createGate({ createsPerMinute: 120 });
  const times = timed(gate, "create", 5);
  const looks = timed(gate, "look", 5);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toEqual([0, 500, 1000, 1500, 2000]);
  expect(looks).toEqual([0, 0, 0, 0, 0]);
});

it("no more than sixteen creates are on the wire at once", async () => {
  const gate = createGate();
  const ends: (() => void)[] = [];
  for (let index = 0; index < 40; index += 1)
    void gate.pass("create", waiting(), () => new Promise<Heard>((resolve) => ends.push(() => resolve(fine))));
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(16);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(17);
});

describe("a 429", () => {
  it("with Retry-After stops creates and looks until then", async () => {
    const gate = createGate();
    await gate.pass("create", waiting(), answering(tooMany(5000)));
    const creates = timed(gate, "create", 1);
    const looks = timed(gate, "look", 1);
    await vi.advanceTimersByTimeAsync(4999);
    expect([...creates, ...looks]).toEqual([]);
    expect(gate.pausedMs()).toBe(1);
    await vi.advanceTimersByTimeAsync(2);
    expect([...creates, ...looks]).toEqual([5000, 5000]);
  });

  it("is told of where a person would notice the pause, once", async () => {
    const told: number[] = [];
    const gate = createGate({ onPause: (pauseMs) => told.push(pauseMs) });
    await gate.pass("create", waiting(), answering(tooMany(2000)));
    await vi.advanceTimersByTimeAsync(3000);
    const both = [gate.pass("create", waiting(), answering(tooMany(30_000))), gate.pass("look", waiting(), answering(tooMany(30_000)))];
    await Promise.all(both);
    expect(told).toEqual([30_000]);
  });

  it("without one stops them for 1, 2, 4, 8, 15, 15 s, until something is let through", async () => {
    const gate = createGate();
    const pauses: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      await gate.pass("look", waiting(), answering(tooMany()));
      pauses.push(gate.pausedMs());
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    await gate.pass("look", waiting(), answering(fine));
    await vi.advanceTimersByTimeAsync(60_000);
    await gate.pass("look", waiting(), answering(tooMany()));
    expect(gate.pausedMs()).toBe(1000);
  });

  it("that many calls meet together is one", async () => {
    const gate = createGate();
    await Promise.all(Array.from({ length: 16 }, () => gate.pass("create", waiting(), answering(tooMany()))));
    expect(gate.pausedMs()).toBe(1000);
  });

  it("a 503 that says when is one too; one that says nothing, and a 409, are not", async () => {
    const gate = createGate();
    const refusal = (status: number, retryAfterMs?: number): Heard => ({ ...tooMany(retryAfterMs), error: { facts: { status } } });
    await gate.pass("create", waiting(), answering(refusal(503)));
    await gate.pass("create", waiting(), answering(refusal(409, 5000)));
    expect(gate.pausedMs()).toBe(0);
    await gate.pass("create", waiting(), answering(refusal(503, 5000)));
    expect(gate.pausedMs()).toBe(5000);
  });

  it("leaves calls to go one after the other, no longer in a burst", async () => {
    const gate = createGate();
    await Promise.all(Array.from({ length: 30 }, () => gate.pass("create", waiting(), answering(fine))));
    await gate.pass("create", waiting(), answering(tooMany(10_000)));
    const times = timed(gate, "create", 3);
    await vi.advanceTimersByTimeAsync(60_000);
    const [first = 0, second = 0, third = 0] = times;
    expect(first).toBeGreaterThanOrEqual(10_000);
    // Thirty were let through in ten seconds and a pause, so less than 180 a minute are tried.
    for (const gap of [second - first, third - second]) expect(Math.abs(gap - 360)).toBeLessThan(80);
  });
});

describe("who waits", () => {
  it("goes first when it was begun and refused", async () => {
    const gate = createGate({ createsPerMinute: 60 });
    const order: string[] = [];
    const enter = (name: string, isUrgent: boolean) =>
      void gate.pass("create", { ...waiting(), isUrgent }, () => {
        order.push(name);
        return Promise.resolve(fine);
      });
    for (const name of ["first", "second", "third"]) enter(name, false);
    enter("again", true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(order).toEqual(["first", "again", "second", "third"]);
  });

  it("is told when it is too late", async () => {
    const gate = createGate();
    await gate.pass("look", waiting(), answering(tooMany(60_000)));
    const late = gate.pass("look", { ...waiting(), deadline: performance.now() + 1000 }, answering(fine));
    await vi.advanceTimersByTimeAsync(1000);
    await expect(late).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is let go by its signal, and nothing ticks on", async () => {
    const gate = createGate();
    await gate.pass("look", waiting(), answering(tooMany(60_000)));
    const stop = new AbortController();
    const stopped = gate.pass("look", { signal: stop.signal }, answering(fine));
    stop.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits through a Retry-After that no timer can hold", async () => {
    const gate = createGate();
    await gate.pass("look", waiting(), answering(tooMany(Number.MAX_SAFE_INTEGER)));
    const late = gate.pass("look", { ...waiting(), deadline: performance.now() + 3_600_000 }, answering(fine));
    await vi.advanceTimersByTimeAsync(3_600_000);
    await expect(late).resolves.toBeUndefined();
  });
});
