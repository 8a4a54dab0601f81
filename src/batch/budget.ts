import type { ErrorKind, HiapiError } from "../errors.ts";

/** What one run may spend: images, dollars, or both. What is in flight or of unknown outcome counts as spent. */
export interface Budget {
  /** Takes one image's worth; which limit forbids it otherwise. */
  spend(usd: number): "max-images" | "max-usd" | undefined;
  /** Gives it back: the request was refused, and nothing was made. */
  giveBack(usd: number): void;
  readonly spentUsd: number;
}

const unpaid: readonly ErrorKind[] = ["usage", "account", "unavailable", "update_required", "task_failed"];

/** Whether nothing is owed after a failure: the create was refused, or never accepted (design rule 3). With a task id there is a task. */
export function isUnpaid({ kind, facts }: HiapiError): boolean {
  return unpaid.includes(kind) && facts.taskId === undefined;
}

/** Dollars are counted in millionths, so that sums are exact. */
const micro = 1_000_000;

export function createBudget({ maxImages, maxUsd }: { maxImages?: number | undefined; maxUsd?: number | undefined }): Budget {
  const most = maxUsd === undefined ? Number.POSITIVE_INFINITY : Math.round(maxUsd * micro);
  let images = 0;
  let spent = 0;
  return {
    spend(usd) {
      const price = Math.round(usd * micro);
      if (maxImages !== undefined && images + 1 > maxImages) return "max-images";
      if (spent + price > most) return "max-usd";
      images += 1;
      spent += price;
      return undefined;
    },
    giveBack(usd) {
      images -= 1;
      spent -= Math.round(usd * micro);
    },
    get spentUsd() {
      return spent / micro;
    },
  };
}
