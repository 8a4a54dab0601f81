import { HiapiError } from "../errors.ts";
import type { Payload } from "../request/payload.ts";
import { get } from "./client.ts";
import type { Api } from "./exchange.ts";
import type { Estimate } from "./prices.ts";
import { estimateOf, isPriceList, pricingModelOf } from "./prices.ts";

/** A price, or why there is none; `error` when pricing could not be asked. */
export type Quote = { estimate: Estimate } | { estimate: null; reason: string; error?: HiapiError };

/** The published price list, asked for without a key (contract section 7). Throws `unavailable` when it cannot be had. */
export async function fetchPriceList(api: Api, signal: AbortSignal): Promise<unknown> {
  try {
    const answer = await get(api, "/api/pricing", { from: "site", signal });
    if (answer.status === 200 && isPriceList(answer.body)) return answer.body;
    throw new HiapiError("unavailable", `/api/pricing: HTTP ${answer.status} without a price list`, { status: answer.status });
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    throw new HiapiError("unavailable", `pricing cannot be reached: ${error.message}`, {
      ...error.facts,
      hint: "no task was created; try again later, or see the prices at https://www.hiapi.ai/en/pricing",
    });
  }
}

/** Asks for the published price of a payload, without creating anything. */
export async function quotePrice(api: Api, payload: Payload, signal: AbortSignal): Promise<Quote> {
  try {
    const estimate = estimateOf(payload, await fetchPriceList(api, signal));
    return estimate ? { estimate } : { estimate: null, reason: `current pricing does not list ${pricingModelOf(payload)}` };
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    return { estimate: null, reason: error.message, error };
  }
}
