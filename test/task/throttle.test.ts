import { describe, expect, it } from "vitest";
import { createThrottle } from "../../src/task/throttle.ts";

/** How fast calls go against a limit that nobody published; on a clock of the test's own. */

type Limiter = (at: number) => { retryAfterMs: number } | undefined;

const minute = 60_000;

/** So many in any minute. */
function sliding(limit: number): Limiter {
  const accepted: number[] = [];
  return (at) => {
    const lately = accepted.filter((time) => time > at - minute);
    if (lately.length < limit) accepted.push(at);
    return lately.length < limit ? undefined : { retryAfterMs: (lately[0] ?? 0) + minute - at };
  };
}

/** So many in each minute of the clock. */
function fixed(limit: number): Limiter {
  const windows = new Map<number, number>();
  return (at) => {
    const window = Math.floor(at / minute);
    const count = windows.get(window) ?? 0;
    if (count < limit) windows.set(window, count + 1);
    return count < limit ? undefined : { retryAfterMs: (window + 1) * minute - at };
  };
}

/** A bucket that fills evenly. */
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

/** Sends `count` calls as the gate does: at the pace, pausing for as long as a refusal says or a growing guess. */
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
  it.each([true, false])("is met with few refusals and little time lost (Retry-After: %s)", (saysWhen) => {
    const { seconds, refusals } = send(limiter(60), { count: 600, saysWhen });
    expect(seconds).toBeLessThan(540 * 1.5);
    expect(refusals).toBeLessThan(30);
  });
});

it("a limit that is gone is forgotten", () => {
  const throttle = createThrottle();
  throttle.refused(0, 1000);
  for (let at = 0; at < 10 * minute; at += 10 + Math.min(1000, throttle.intervalMs())) throttle.passed(at);
  expect(throttle.intervalMs()).toBe(0);
});

it("a limit of our own holds, whatever is let through", () => {
  const throttle = createThrottle(30);
  expect(throttle.intervalMs()).toBe(2000);
  throttle.refused(0, 1000);
  expect(throttle.intervalMs()).toBe(3000);
  for (let at = 0; at < 10 * minute; at += 1000) throttle.passed(at);
  expect(throttle.intervalMs()).toBe(2000);
});
