import { describe, expect, it } from "vitest";
import { createThrottle } from "../../src/task/throttle.ts";

/** The rate against a limit that is not published, on a clock of the test's own. */

type Limiter = (at: number) => { retryAfterMs: number } | undefined;

const minute = 60_000;

/** `limit` in any sixty seconds. */
function sliding(limit: number): Limiter {
  const accepted: number[] = [];
  return (at) => {
    const lately = accepted.filter((time) => time > at - minute);
    if (lately.length < limit) accepted.push(at);
    return lately.length < limit ? undefined : { retryAfterMs: (lately[0] ?? 0) + minute - at };
  };
}

/** `limit` in each minute of the clock. */
function fixed(limit: number): Limiter {
  const windows = new Map<number, number>();
  return (at) => {
    const window = Math.floor(at / minute);
    const count = windows.get(window) ?? 0;
    if (count < limit) windows.set(window, count + 1);
    return count < limit ? undefined : { retryAfterMs: (window + 1) * minute - at };
  };
}

/** A token bucket. */
function bucket(limit: number): Limiter {
  let tokens = limit;
  let filledAt = 0;
  return (at) => {
    tokens = Math.min(limit, tokens + ((at - filledAt) * limit) / minute);
    filledAt = at;
    if (tokens < 1) return { retryAfterMs: ((1 - tokens) * minute) / limit };
    tokens -= 1;
    return undefined;
  };
}

/** Makes `count` calls as the rate limiter does: at the throttle's rate, with a pause after a refusal. */
function send(limiter: Limiter, { count, saysWhen }: { count: number; saysWhen: boolean }) {
  const throttle = createThrottle();
  let at = 0;
  let refusals = 0;
  let inARow = 0;
  for (let sent = 0; sent < count; at += 5 + throttle.intervalMs()) {
    const refused = limiter(at);
    if (!refused) {
      throttle.passed(at);
      sent += 1;
      inARow = 0;
      continue;
    }
    refusals += 1;
    inARow += 1;
    const pauseMs = saysWhen ? refused.retryAfterMs : Math.min(15_000, 1000 * 2 ** (inARow - 1));
    throttle.refused(at, pauseMs);
    at += pauseMs;
  }
  return { seconds: at / 1000, refusals };
}

describe.each([
  ["a sliding minute", sliding],
  ["a minute of the clock", fixed],
  ["a bucket", bucket],
])("sixty a minute, as %s", (_, limiter) => {
  it.each([true, false])("costs few refusals and little time (Retry-After: %s)", (saysWhen) => {
    const { seconds, refusals } = send(limiter(60), { count: 600, saysWhen });
    expect(seconds).toBeLessThan(540 * 1.5);
    expect(refusals).toBeLessThan(30);
  });
});

it("is unlimited again some time after the limit is gone", () => {
  const throttle = createThrottle();
  throttle.refused(0, 1000);
  for (let at = 0; at < 10 * minute; at += 10 + Math.min(1000, throttle.intervalMs())) throttle.passed(at);
  expect(throttle.intervalMs()).toBe(0);
});

it("never exceeds a limit of our own", () => {
  const throttle = createThrottle(30);
  expect(throttle.intervalMs()).toBe(2000);
  throttle.refused(0, 1000);
  expect(throttle.intervalMs()).toBe(3000);
  for (let at = 0; at < 10 * minute; at += 1000) throttle.passed(at);
  expect(throttle.intervalMs()).toBe(2000);
});
