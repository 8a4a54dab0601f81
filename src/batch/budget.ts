import type { Api } from "../api/index.ts";
import { estimateOf, fetchPriceList, pricingModelOf } from "../api/index.ts";
import type { ErrorKind, HiapiError, Problem } from "../errors.ts";
import { links, usageError } from "../errors.ts";
import type { Kind } from "./plan.ts";

/** What a batch may spend, and the published prices by which it is counted. */

const unpaid: readonly ErrorKind[] = ["usage", "account", "unavailable", "update_required", "task_failed"];

/** Whether a failed request cost nothing: its create was refused or never accepted. */
export function isUnpaid({ kind, facts }: HiapiError): boolean {
  return unpaid.includes(kind) && facts.taskId === undefined;
}

/** Dollars are counted in millionths, so sums are exact. */
const micro = 1_000_000;

export type Budget = ReturnType<typeof createBudget>;

/** What one run may spend: images, dollars, or both. Images in flight or of unknown outcome count as spent. */
export function createBudget({ maxImages, maxUsd }: { maxImages?: number | undefined; maxUsd?: number | undefined }) {
  const most = maxUsd === undefined ? Number.POSITIVE_INFINITY : Math.round(maxUsd * micro);
  let images = 0;
  let spent = 0;
  return {
    /** Counts one image; returns the limit that forbids it instead. */
    spend(usd: number): "max-images" | "max-usd" | undefined {
      const price = Math.round(usd * micro);
      if (maxImages !== undefined && images + 1 > maxImages) return "max-images";
      if (spent + price > most) return "max-usd";
      images += 1;
      spent += price;
      return undefined;
    },
    /** Takes one image off again: the request was refused, and nothing was made. */
    refund(usd: number): void {
      images -= 1;
      spent -= Math.round(usd * micro);
    },
    get spentUsd(): number {
      return spent / micro;
    },
  };
}

/** The published prices of the kinds of images in a batch. */
export interface Quotes {
  /** Dollars for one image, by the kind's index; undefined where the list has no price. */
  prices: readonly (number | undefined)[];
  unpriced: readonly Kind[];
  /** What a total is printed with. */
  facts: { pricingPage: string; note: string };
}

/** Asks for the price list once (docs/api-contract.md, section 7). Throws `unavailable` when it cannot be reached. */
export async function quoteKinds(api: Api, kinds: readonly Kind[], signal: AbortSignal): Promise<Quotes> {
  const list = await fetchPriceList(api, signal);
  const estimates = kinds.map(({ payload }) => ({ name: pricingModelOf(payload), ...estimateOf(payload, list) }));
  const prices = estimates.map(({ estimatedUsd }) => estimatedUsd);
  const renamed = estimates.flatMap(({ name, pricingModel = name }) =>
    pricingModel === name ? [] : [`${name} is not listed, its price is that of ${pricingModel}; `],
  );
  return {
    prices,
    unpriced: kinds.filter((_, index) => prices[index] === undefined),
    facts: {
      pricingPage: links.pricing,
      note: `${[...new Set(renamed)].join("")}a snapshot of the published prices, not a promise; images that were made before are not in it`,
    },
  };
}

/** `--max-usd` needs a price for every image. */
export function unpricedError(kinds: readonly Kind[]): HiapiError {
  const problems = kinds.slice(0, 100).map(({ line, payload, images }): Problem => {
    const name = pricingModelOf(payload);
    const message = `line ${line}: current pricing does not list ${name} (${images} images): leave out --max-usd, or these lines`;
    return { field: "max-usd", given: name, accepted: "models with a published price", message, line };
  });
  return usageError(problems, "nothing was sent: --max-images bounds a batch without prices");
}
