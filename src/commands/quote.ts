import { get } from "../api.ts";
import { HiapiError } from "../errors.ts";
import type { Api } from "../exchange.ts";
import type { Estimate } from "../pricing.ts";
import { estimateOf, isPriceList, pricingModelOf } from "../pricing.ts";
import type { Payload } from "../request.ts";

/** A price, or why there is none; `error` when pricing could not be asked. */
export type Quote = { estimate: Estimate } | { estimate: null; reason: string; error?: HiapiError };

/** Asks for the published price of a payload, without a key and without creating anything (contract section 7). */
export async function quotePrice(api: Api, payload: Payload, signal: AbortSignal): Promise<Quote> {
  try {
    const answer = await get(api, "/api/pricing", { from: "site", signal });
    if (answer.status !== 200 || !isPriceList(answer.body))
      throw new HiapiError("unavailable", `/api/pricing: HTTP ${answer.status} without a price list`, { status: answer.status });
    const estimate = estimateOf(payload, answer.body);
    return estimate ? { estimate } : { estimate: null, reason: `current pricing does not list ${pricingModelOf(payload)}` };
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    const failed = new HiapiError("unavailable", `pricing cannot be reached: ${error.message}`, {
      ...error.facts,
      hint: "no task was created; try again later, or see the prices at https://www.hiapi.ai/en/pricing",
    });
    return { estimate: null, reason: failed.message, error: failed };
  }
}
