import { HiapiError, links, oneLine, usageError } from "../errors.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import { findVariant, slashId } from "../request/catalogue.ts";
import type { Payload } from "../request/index.ts";
import { get } from "./client.ts";
import type { Api } from "./exchange.ts";

/** A price read from the pricing answer: a snapshot, never a promise. */
export interface Estimate {
  pricingModel: string;
  estimatedUsd: number;
  billingBasis: string;
  pricingPage: string;
  note: string;
}

/** The name under which pricing lists a payload: `model`, or `model@route`. */
export function pricingModelOf(payload: Payload): string {
  return payload.route ? `${payload.model}@${payload.route}` : payload.model;
}

/** Whether an answer has the shape of a price list at all. */
export function isPriceList(body: unknown): boolean {
  return Array.isArray(fieldsOf(body).data);
}

/** The price of a payload by a pricing answer; undefined when pricing has none for it. Pure. */
export function estimateOf(payload: Payload, body: unknown): Estimate | undefined {
  const rows = fieldsOf(body).data;
  const named = pricingModelOf(payload);
  const find = (name: string | undefined) => (Array.isArray(rows) ? rows.map(fieldsOf).find((row) => row.model_name === name) : undefined);
  // HiAPI lists some models under their slash id only. A retired model is not the same as the one that took its place.
  const otherName = findVariant(payload.model)?.retiredFor === undefined ? slashId(payload.model) : undefined;
  const own = find(named);
  const row = own ?? find(otherName);
  if (!row) return undefined;
  const policies = Array.isArray(row.policies) ? row.policies.map(fieldsOf) : [];
  const policy = policies.find((candidate) => holds(fieldsOf(candidate.rule), payload.input));
  const usd = numberOf(policy?.usd_value ?? row.base_usd_value);
  if (usd === undefined) return undefined;
  const unit = textOf(fieldsOf(row.base_display_unit), "en") ?? "per image";
  const source = own ? "" : `${named} is not listed, this is the price of ${otherName}; `;
  return {
    pricingModel: String(row.model_name),
    estimatedUsd: usd,
    billingBasis: oneLine(unit, 80),
    pricingPage: links.pricing,
    note: `${source}a snapshot of the published price, not a promise; failed requests and discounts are not considered`,
  };
}

/** A price, which may be a number as text. */
function numberOf(value: unknown): number | undefined {
  const usd = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof usd === "number" && Number.isFinite(usd) && usd >= 0 ? usd : undefined;
}

/** A rule holds when every one of its fields does: `match` equals the input's value, `with: true` wants the field present. */
function holds(rule: Fields, input: Fields): boolean {
  return Object.entries(rule).every(([field, wanted]) => {
    const { match, with: present, ...unknown } = fieldsOf(wanted);
    // A condition that we do not know cannot be said to hold.
    if (Object.keys(unknown).length > 0 || (match === undefined && present === undefined)) return false;
    if (match !== undefined && input[field] !== match) return false;
    return present === undefined || (input[field] !== undefined) === present;
  });
}

/** A price, or why there is none; `error` when pricing could not be asked. */
export type Quote = { estimate: Estimate } | { estimate: null; reason: string; error?: HiapiError };

/** The published price list, asked for without a key. Throws `unavailable` when it cannot be had. */
export async function fetchPriceList(api: Api, signal: AbortSignal): Promise<unknown> {
  try {
    const answer = await get(api, "/api/pricing", { from: "site", signal });
    if (answer.status === 200 && isPriceList(answer.body)) return answer.body;
    throw new HiapiError("unavailable", `/api/pricing at ${answer.address}: HTTP ${answer.status} without a price list`, {
      status: answer.status,
    });
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    throw new HiapiError("unavailable", `pricing cannot be reached: ${error.message}`, {
      ...error.facts,
      hint: "no task was created; try again later, or see the prices at https://www.hiapi.ai/en/pricing",
    });
  }
}

/**
 * Throws `usage` when so many images cost more than `maxUsd` by the published price, or when it is not known; `unavailable` when pricing cannot
 * be reached.
 */
export async function checkPrice(
  api: Api,
  payload: Payload,
  { maxUsd, count = 1, signal }: { maxUsd: number; count?: number | undefined; signal: AbortSignal },
): Promise<void> {
  const estimate = estimateOf(payload, await fetchPriceList(api, signal));
  const facts = { field: "max-usd", given: maxUsd };
  if (!estimate) {
    const message = `current pricing does not list ${pricingModelOf(payload)}: leave out --max-usd`;
    throw usageError([{ ...facts, accepted: "models with a published price", message }]);
  }
  const usd = Math.round(estimate.estimatedUsd * count * 1e6) / 1e6;
  if (usd <= maxUsd) return;
  const message = `the published price is $${usd}${count > 1 ? ` for ${count} images` : ""}, --max-usd is ${maxUsd}: raise it, or ask for less`;
  throw usageError([{ ...facts, accepted: `at least ${usd}`, message }]);
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
