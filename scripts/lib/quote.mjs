import { HiapiError, links, oneLine } from "./core.mjs";
import { get } from "./client.mjs";
import { fieldsOf, textOf } from "./request.mjs";

// src/api/prices.ts
/** The name under which pricing lists a payload: `model`, or `model@route`. */
function pricingModelOf(payload) {
	return payload.route ? `${payload.model}@${payload.route}` : payload.model;
}
/** Whether an answer has the shape of a price list at all. */
function isPriceList(body) {
	return Array.isArray(fieldsOf(body).data);
}
/** The price of a payload by a pricing answer; undefined when pricing does not list the model. Pure. */
function estimateOf(payload, body) {
	const rows = fieldsOf(body).data;
	const name = pricingModelOf(payload);
	const row = Array.isArray(rows) ? rows.map(fieldsOf).find((candidate) => candidate.model_name === name) : void 0;
	if (!row) return void 0;
	const usd = (Array.isArray(row.policies) ? row.policies.map(fieldsOf) : []).find((candidate) => holds(fieldsOf(candidate.rule), payload.input))?.usd_value ?? row.base_usd_value;
	if (typeof usd !== "number" || !Number.isFinite(usd) || usd < 0) return void 0;
	const unit = textOf(fieldsOf(row.base_display_unit), "en") ?? "per image";
	return {
		pricingModel: name,
		estimatedUsd: usd,
		billingBasis: oneLine(unit, 80),
		pricingPage: links.pricing,
		note: "a snapshot of the published price, not a promise; failed requests and discounts are not considered"
	};
}
/** A rule holds when every one of its fields does: `match` equals the input's value, `with: true` wants the field present. */
function holds(rule, input) {
	return Object.entries(rule).every(([field, wanted]) => {
		const { match, with: present, ...unknown } = fieldsOf(wanted);
		if (Object.keys(unknown).length > 0 || match === void 0 && present === void 0) return false;
		if (match !== void 0 && input[field] !== match) return false;
		return present === void 0 || input[field] !== void 0 === present;
	});
}

// src/api/quote.ts
/** The published price list, asked for without a key (contract section 7). Throws `unavailable` when it cannot be had. */
async function fetchPriceList(api, signal) {
	try {
		const answer = await get(api, "/api/pricing", {
			from: "site",
			signal
		});
		if (answer.status === 200 && isPriceList(answer.body)) return answer.body;
		throw new HiapiError("unavailable", `/api/pricing: HTTP ${answer.status} without a price list`, { status: answer.status });
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
		throw new HiapiError("unavailable", `pricing cannot be reached: ${error.message}`, {
			...error.facts,
			hint: "no task was created; try again later, or see the prices at https://www.hiapi.ai/en/pricing"
		});
	}
}
/** Asks for the published price of a payload, without creating anything. */
async function quotePrice(api, payload, signal) {
	try {
		const estimate = estimateOf(payload, await fetchPriceList(api, signal));
		return estimate ? { estimate } : {
			estimate: null,
			reason: `current pricing does not list ${pricingModelOf(payload)}`
		};
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
		return {
			estimate: null,
			reason: error.message,
			error
		};
	}
}

export { estimateOf, fetchPriceList, pricingModelOf, quotePrice };
