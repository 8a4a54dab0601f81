import type { Api } from "../api/index.ts";
import { estimateOf, fetchPriceList, pricingModelOf } from "../api/index.ts";
import type { HiapiError, Problem } from "../errors.ts";
import { links, usageError } from "../errors.ts";
import type { Kind } from "./plan.ts";

/** Published prices for the kinds of images of a batch. */
export interface Quotes {
  /** Dollars for one image, by the kind's place; undefined where the list has no price. */
  prices: readonly (number | undefined)[];
  unpriced: readonly Kind[];
  /** What a total is printed with. */
  facts: { pricingPage: string; note: string };
}

/** Asks for the price list once (contract section 7). Throws `unavailable` when it cannot be reached. */
export async function quoteKinds(api: Api, kinds: readonly Kind[], signal: AbortSignal): Promise<Quotes> {
  const list = await fetchPriceList(api, signal);
  const prices = kinds.map(({ payload }) => estimateOf(payload, list)?.estimatedUsd);
  return {
    prices,
    unpriced: kinds.filter((_, index) => prices[index] === undefined),
    facts: {
      pricingPage: links.pricing,
      note: "a snapshot of the published prices, not a promise; images that were made before are not in it",
    },
  };
}

/** Without a price, nobody could say when a sum is passed. */
export function unpricedError(kinds: readonly Kind[]): HiapiError {
  const problems = kinds.slice(0, 100).map(({ line, payload, images }): Problem => {
    const name = pricingModelOf(payload);
    const message = `line ${line}: current pricing does not list ${name} (${images} images): leave out --max-usd, or these lines`;
    return { field: "max-usd", given: name, accepted: "models with a published price", message, line };
  });
  return usageError(problems, "nothing was sent: --max-images bounds a batch without prices");
}
