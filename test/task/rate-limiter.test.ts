import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallOutcome } from "../../src/task/rate-limiter.ts";
import { createRateLimiter } from "../../src/task/rate-limiter.ts";

/** When the calls of many tasks are made, on a fake clock. */

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A signal of its own for each, as each task has. */
const waiting = () => ({ signal: new AbortController().signal });
const fine = { type: "accepted" };
const tooMany = (retryAfterMs?: number): CallOutcome => ({
  type: "not-accepted",
  error: { facts: { status: 429 } },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const answering = (answer: CallOutcome) => () => Promise.resolve(answer);

/** When each of some calls was made, in milliseconds from now. */
function timed(
  limiter: ReturnType<typeof createRateLimiter>,
  call: "create" | "poll",
  count: number,
  answer: CallOutcome = fine,
): number[] {
  const begun = performance.now();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1)
    void limiter.run(call, waiting(), () => {
      times.push(Math.round(performance.now() - begun));
      return Promise.resolve(answer);
    });
  return times;
}

it("makes calls at once while nothing limits them", async () => {
  const limiter = createRateLimiter();
  const times = timed(limiter, "create", 40);
  await vi.advanceTimersByTimeAsync(1);
  expect(times).toHaveLength(40);
});

it("spreads creates evenly over the minute, and leaves polls alone", async () => {
  const limiter = createRateLimiter({ createsPerMinute: 120 });
  const times = timed(limiter, "create", 5);
  const polls = timed(limiter, "poll", 5);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toEqual([0, 500, 1000, 1500, 2000]);
  expect(polls).toEqual([0, 0, 0, 0, 0]);
});

it("makes no more than sixteen creates at once", async () => {
  const limiter = createRateLimiter();
  const ends: (() => void)[] = [];
  for (let index = 0; index < 40; index += 1)
    void limiter.run("create", waiting(), () => new Promise<CallOutcome>((resolve) => ends.push(() => resolve(fine))));
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(16);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(17);
});

describe("a 429", () => {
  it("with Retry-After holds creates and polls until then", async () => {
    const limiter = createRateLimiter();
    await limiter.run("create", waiting(), answering(tooMany(5000)));
    const creates = timed(limiter, "create", 1);
    const polls = timed(limiter, "poll", 1);
    await vi.advanceTimersByTimeAsync(4999);
    expect([...creates, ...polls]).toEqual([]);
    expect(limiter.pausedMs()).toBe(1);
    await vi.advanceTimersByTimeAsync(2);
    expect([...creates, ...polls]).toEqual([5000, 5000]);
  });

  it("is reported once, if the pause is long enough for a person to notice", async () => {
    const reported: number[] = [];
    const limiter = createRateLimiter({ onPause: (pauseMs) => reported.push(pauseMs) });
    await limiter.run("create", waiting(), answering(tooMany(2000)));
    await vi.advanceTimersByTimeAsync(3000);
    const both = [limiter.run("create", waiting(), answering(tooMany(30_000))), limiter.run("poll", waiting(), answering(tooMany(30_000)))];
    await Promise.all(both);
    expect(reported).toEqual([30_000]);
  });

  it("without Retry-After holds them for 1, 2, 4, 8, 15, 15 s, until a call is let through", async () => {
    const limiter = createRateLimiter();
    const pauses: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      await limiter.run("poll", waiting(), answering(tooMany()));
      pauses.push(limiter.pausedMs());
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    await limiter.run("poll", waiting(), answering(fine));
    await vi.advanceTimersByTimeAsync(60_000);
    await limiter.run("poll", waiting(), answering(tooMany()));
    expect(limiter.pausedMs()).toBe(1000);
  });

  it("of many concurrent calls counts once", async () => {
    const limiter = createRateLimiter();
    await Promise.all(Array.from({ length: 16 }, () => limiter.run("create", waiting(), answering(tooMany()))));
    expect(limiter.pausedMs()).toBe(1000);
  });

  it("is like a 503 with Retry-After; a 503 without it and a 409 hold nothing", async () => {
    const limiter = createRateLimiter();
    const refusal = (status: number, retryAfterMs?: number): CallOutcome => ({ ...tooMany(retryAfterMs), error: { facts: { status } } });
    await limiter.run("create", waiting(), answering(refusal(503)));
    await limiter.run("create", waiting(), answering(refusal(409, 5000)));
    expect(limiter.pausedMs()).toBe(0);
    await limiter.run("create", waiting(), answering(refusal(503, 5000)));
    expect(limiter.pausedMs()).toBe(5000);
  });

  it("is followed by calls at a rate that was let through before, not by a burst", async () => {
    const limiter = createRateLimiter();
    await Promise.all(Array.from({ length: 30 }, () => limiter.run("create", waiting(), answering(fine))));
    await limiter.run("create", waiting(), answering(tooMany(10_000)));
    const times = timed(limiter, "create", 3);
    await vi.advanceTimersByTimeAsync(60_000);
    const [first = 0, second = 0, third = 0] = times;
    expect(first).toBeGreaterThanOrEqual(10_000);
    // Thirty were let through before and in a pause of ten seconds: nine tenths of 180 a minute.
    for (const gap of [second - first, third - second]) expect(Math.abs(gap - 360)).toBeLessThan(80);
  });
});

describe("a waiting call", () => {
  it("goes before the others when it is urgent", async () => {
    const limiter = createRateLimiter({ createsPerMinute: 60 });
    const order: string[] = [];
    const enter = (name: string, isUrgent: boolean) =>
      void limiter.run("create", { ...waiting(), isUrgent }, () => {
        order.push(name);
        return Promise.resolve(fine);
      });
    for (const name of ["first", "second", "third"]) enter(name, false);
    enter("again", true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(order).toEqual(["first", "again", "second", "third"]);
  });

  it("is not made after its deadline", async () => {
    const limiter = createRateLimiter();
    await limiter.run("poll", waiting(), answering(tooMany(60_000)));
    const late = limiter.run("poll", { ...waiting(), deadline: performance.now() + 1000 }, answering(fine));
    await vi.advanceTimersByTimeAsync(1000);
    await expect(late).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with its signal, and leaves no timer", async () => {
    const limiter = createRateLimiter();
    await limiter.run("poll", waiting(), answering(tooMany(60_000)));
    const stop = new AbortController();
    const stopped = limiter.run("poll", { signal: stop.signal }, answering(fine));
    stop.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits through a Retry-After that is too long for a timer", async () => {
    const limiter = createRateLimiter();
    await limiter.run("poll", waiting(), answering(tooMany(Number.MAX_SAFE_INTEGER)));
    const late = limiter.run("poll", { ...waiting(), deadline: performance.now() + 3_600_000 }, answering(fine));
    await vi.advanceTimersByTimeAsync(3_600_000);
    await expect(late).resolves.toBeUndefined();
  });
});
