/** How a batch stands. */
export interface Standing {
  total: number;
  saved: number;
  skipped: number;
  failed: number;
  running: number;
  elapsedMs: number;
}

const cells = 12;

/** A batch as one line: a bar, counts, images a minute, time left. The most telling comes first, as a narrow terminal cuts the end. */
export function progressLine({ total, saved, skipped, failed, running, elapsedMs }: Standing): string {
  const over = saved + skipped + failed;
  const filled = total === 0 ? cells : Math.floor((cells * over) / total);
  const perMs = saved + failed > 0 ? (saved + failed) / elapsedMs : 0;
  const words = [
    `${"█".repeat(filled)}${"░".repeat(cells - filled)} ${over}/${total}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(perMs > 0 ? [`${spelled(perMs * 60_000)}/min`, `${duration((total - over) / perMs)} left`] : [duration(elapsedMs)]),
    `${running} running`,
  ];
  return words.join(" · ");
}

function spelled(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
