import { exitCodes, type HiapiError } from "../errors.ts";

/** Why a batch started no more images. */
export type Stop = "max-images" | "max-usd" | "fail-fast" | "interrupted";

export type Tally = ReturnType<typeof createTally>;

/** Counts the outcomes of the images of a batch. */
export function createTally(total: number) {
  const begunAt = performance.now();
  const counts = { saved: 0, skipped: 0, failed: 0, pending: 0, unknown: 0 };
  const codes = new Set<number>();
  let begun = 0;
  let stopped: Stop | undefined;
  const failed = () => counts.failed + counts.pending + counts.unknown;
  return {
    /** Counts an image as begun, before one of the three that follow ends it. */
    begin() {
      begun += 1;
    },
    save() {
      counts.saved += 1;
    },
    skip() {
      counts.skipped += 1;
    },
    fail(error: HiapiError) {
      codes.add(error.exitCode);
      counts[countOf(error)] += 1;
    },
    stop(reason: Stop) {
      stopped ??= reason;
    },
    get stopped(): Stop | undefined {
      return stopped;
    },
    progress: () => ({
      total,
      saved: counts.saved,
      skipped: counts.skipped,
      failed: failed(),
      running: begun - counts.saved - counts.skipped - failed(),
      elapsedMs: performance.now() - begunAt,
    }),
    /** The last line of a batch. */
    summary: () => ({ ...counts, notStarted: total - begun }),
    /** The code that all failures share, else `partial`; images that were not started count as a failure, too. */
    exitCode(): number {
      const all = new Set(codes);
      if (total > begun && stopped !== "fail-fast") all.add(exitCodes.partial);
      const [only] = all;
      return all.size > 1 ? exitCodes.partial : (only ?? 0);
    },
  };
}

function countOf({ kind }: HiapiError): "pending" | "unknown" | "failed" {
  if (kind === "unknown_outcome") return "unknown";
  return kind === "pending" || kind === "interrupted" ? "pending" : "failed";
}

const cells = 12;

/** One line: a bar, counts, images a minute, time left. The most important comes first, as a narrow terminal cuts the end. */
export function progressLine({ total, saved, skipped, failed, running, elapsedMs }: ReturnType<Tally["progress"]>): string {
  const ended = saved + skipped + failed;
  const filled = total === 0 ? cells : Math.floor((cells * ended) / total);
  const perMs = saved + failed > 0 ? (saved + failed) / elapsedMs : 0;
  const rate = perMs * 60_000;
  const parts = [
    `${"█".repeat(filled)}${"░".repeat(cells - filled)} ${ended}/${total}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(perMs > 0
      ? [`${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/min`, `${formatDuration((total - ended) / perMs)} left`]
      : [formatDuration(elapsedMs)]),
    `${running} running`,
  ];
  return parts.join(" · ");
}

function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
