import type { Answer, Api } from "../api/index.ts";
import { failureError, get, readFailure } from "../api/index.ts";
import type { Settings } from "../config.ts";
import { HiapiError, oneLine } from "../errors.ts";
import type { Io } from "../io.ts";
import { fieldsOf } from "../json.ts";
import type { Field } from "../json-schema/index.ts";
import { withSession } from "../pipeline/index.ts";
import type { Variant } from "../request/catalogue.ts";
import { inputFieldsOf, variantName, variants } from "../request/catalogue.ts";

/**
 * Asks HiAPI with the key: whether it is accepted, how long an answer takes, how its clock and its schemas differ from ours. `live` is null
 * where no answer came; `error` tells why HiAPI would not make images.
 */
export async function checkLive(settings: Settings, io: Io) {
  try {
    return await withSession({ io, settings }, ({ api, signal }) => ask(api, signal));
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    return { liveChecked: true, live: null, drift: undefined, error };
  }
}

async function ask(api: Api, signal: AbortSignal) {
  const startedAt = performance.now();
  const answer = await get(api, "/api/pricing", { signal });
  const latencyMs = Math.round(performance.now() - startedAt);
  const clockSkewSeconds = answer.serverTime === undefined ? null : Math.round((Date.now() - answer.serverTime) / 1000);
  const error = errorOf(answer);
  const compared = error ? undefined : await compareSchemas(api, signal);
  const drift = compared?.flatMap(({ model, drift: found }) => found.map((difference) => ({ model, ...difference })));
  const schemas = compared?.map(({ drift: _, ...row }) => row);
  const live = { status: answer.status, latencyMs, clockSkewSeconds, sandbox: answer.isSandbox, schemas };
  return { liveChecked: true, live, drift, error };
}

function errorOf({ status, body, isJson, address }: Answer): HiapiError | undefined {
  const failure = readFailure(status, body);
  if (failure) return failureError(failure, "check", address);
  return isJson
    ? undefined
    : new HiapiError("unexpected", `check at ${address}: HTTP ${status} with an answer that is not JSON`, { status });
}

/** How a field differs: what the catalogue says of it and what HiAPI does; null where one does not have it. */
interface Drift {
  field: string;
  here: unknown;
  live: unknown;
}

/** Each row's live schema beside our catalogue: differences are reported, nothing is changed by them. */
async function compareSchemas(api: Api, signal: AbortSignal) {
  const { schemaFields } = await import("../json-schema/index.ts");
  return Promise.all(
    variants.map(async (variant) => {
      const model = variantName(variant);
      const path = `/api/models/content?name=${encodeURIComponent(model)}`;
      const answer = await get(api, path, { from: "site", signal }).catch(() => undefined);
      const live = schemaFields(fieldsOf(fieldsOf(fieldsOf(answer?.body).data).input_schema));
      if (answer?.status !== 200 || live.size === 0) return { model, compared: false, differences: [], drift: [] };
      const drift = driftOf(variant, live);
      return { model, compared: true, differences: drift.map(inWords), drift };
    }),
  );
}

function driftOf(variant: Variant, live: ReadonlyMap<string, Field>): Drift[] {
  const { references, ratios, resolutions, quality, background } = variant;
  const ours = inputFieldsOf(variant);
  const lists = { aspect_ratio: ratios, resolution: resolutions, quality: quality?.values, background: background?.values };
  return [
    ...ours.filter((field) => !live.has(field)).map((field) => ({ field, here: "a field", live: null })),
    ...[...live.keys()]
      .filter((field) => !ours.includes(field))
      .map((field) => ({ field: oneLine(field, 60), here: null, live: "a field" })),
    ...Object.entries(lists).flatMap(([field, here = []]) => {
      const theirs = (live.get(field)?.values ?? []).map((value) => oneLine(String(value), 40));
      const isSame = theirs.length === here.length && theirs.every((value) => here.some((own) => own === value));
      return theirs.length === 0 || isSame || here.length === 0 ? [] : [{ field, here, live: theirs }];
    }),
    ...(["min", "max"] as const).flatMap((end) => {
      const here = references?.[end];
      const theirs = live.get(references?.field ?? "")?.schema[`${end}Items`];
      return typeof theirs !== "number" || theirs === here ? [] : [{ field: `${references?.field} ${end}Items`, here, live: theirs }];
    }),
  ];
}

function inWords({ field, here, live }: Drift): string {
  if (live === null) return `${field}: not in the live schema`;
  if (here === null) return `${field}: not in our catalogue`;
  const [ours, theirs] = [here, live].map((values) => [values].flat().map(String));
  const missing = ours?.filter((value) => !theirs?.includes(value)).map((value) => `${value} is not in the live schema`) ?? [];
  const more = theirs?.filter((value) => !ours?.includes(value)).map((value) => `${value} is not in our catalogue`) ?? [];
  return `${field}: ${[...missing, ...more].join(", ")}`;
}
