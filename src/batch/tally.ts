import { exitCodes, type HiapiError } from "../errors.ts";
import type { Standing } from "./progress.ts";

/** Why a batch began no more. */
export type Stop = "max-images" | "max-usd" | "fail-fast" | "interrupted";

/** What became of the images of a batch, counted as they end. */
export interface Tally {
  begin(): void;
  save(): void;
  skip(): void;
  /** What was begun need not be: another process has made it meanwhile. */
  skipBegun(): void;
  fail(error: HiapiError): void;
  stop(why: Stop): void;
  readonly stopped: Stop | undefined;
  standing(): Standing;
  /** The last line of a batch. */
  summary(): { saved: number; skipped: number; failed: number; pending: number; unknown: number; notStarted: number };
  /** The code that all failures share, else `partial`; images that were not begun are a failure of their own (design section 4). */
  exitCode(): number;
}

export function createTally(total: number): Tally {
  const begunAt = performance.now();
  const counts = { saved: 0, skipped: 0, failed: 0, pending: 0, unknown: 0 };
  const codes = new Set<number>();
  let begun = 0;
  let stopped: Stop | undefined;
  const over = () => counts.saved + counts.failed + counts.pending + counts.unknown;
  const left = () => total - begun - counts.skipped;
  return {
    begin() {
      begun += 1;
    },
    save() {
      counts.saved += 1;
    },
    skip() {
      counts.skipped += 1;
    },
    skipBegun() {
      begun -= 1;
      counts.skipped += 1;
    },
    fail(error) {
      codes.add(error.exitCode);
      counts[countOf(error)] += 1;
    },
    stop(why) {
      stopped ??= why;
    },
    get stopped() {
      return stopped;
    },
    standing: () => ({
      total,
      saved: counts.saved,
      skipped: counts.skipped,
      failed: over() - counts.saved,
      running: begun - over(),
      elapsedMs: performance.now() - begunAt,
    }),
    summary: () => ({ ...counts, notStarted: left() }),
    exitCode() {
      const all = new Set(codes);
      if (left() > 0 && stopped !== "fail-fast") all.add(exitCodes.partial);
      const [only] = all;
      return all.size > 1 ? exitCodes.partial : (only ?? 0);
    },
  };
}

function countOf({ kind }: HiapiError): "pending" | "unknown" | "failed" {
  if (kind === "unknown_outcome") return "unknown";
  return kind === "pending" || kind === "interrupted" ? "pending" : "failed";
}
