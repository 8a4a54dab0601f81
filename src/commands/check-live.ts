import type { Answer, Api } from "../api/index.ts";
import { failureError, get, readFailure } from "../api/index.ts";
import type { Settings } from "../config.ts";
import { HiapiError, oneLine } from "../errors.ts";
import type { Io } from "../io.ts";
import { fieldsOf } from "../json.ts";
import { withSession } from "../pipeline/index.ts";
import { inputFieldsOf, variants } from "../request/catalogue.ts";

/**
 * Asks HiAPI with the key: whether it is accepted, how long an answer takes, how its clock and its schemas differ from ours. `live` is null
 * where no answer came; `error` tells why HiAPI would not make images.
 */
export async function checkLive(settings: Settings, io: Io) {
  try {
    return await withSession({ io, settings }, ({ api, signal }) => ask(api, signal));
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    return { liveChecked: true, live: null, error };
  }
}

async function ask(api: Api, signal: AbortSignal) {
  const startedAt = performance.now();
  const answer = await get(api, "/api/pricing", { signal });
  const latencyMs = Math.round(performance.now() - startedAt);
  const clockSkewSeconds = answer.serverTime === undefined ? null : Math.round((Date.now() - answer.serverTime) / 1000);
  const error = errorOf(answer);
  const schemas = error ? undefined : await compareSchemas(api, signal);
  const live = { status: answer.status, latencyMs, clockSkewSeconds, sandbox: answer.isSandbox, schemas };
  return { liveChecked: true, live, error };
}

function errorOf({ status, body, isJson, address }: Answer): HiapiError | undefined {
  const failure = readFailure(status, body);
  if (failure) return failureError(failure, "check", address);
  return isJson
    ? undefined
    : new HiapiError("unexpected", `check at ${address}: HTTP ${status} with an answer that is not JSON`, { status });
}

/** Each model's live schema beside our catalogue: differences are reported, nothing is changed by them. */
async function compareSchemas(api: Api, signal: AbortSignal): Promise<unknown[]> {
  const rows = variants.filter((variant) => !variant.route);
  return Promise.all(
    rows.map(async (variant) => {
      const answer = await get(api, `/api/models/content?name=${encodeURIComponent(variant.model)}`, { from: "site", signal }).catch(
        () => undefined,
      );
      const properties = answer && schemaProperties(answer);
      if (!properties) return { model: variant.model, compared: false, differences: [] };
      const fields = { aspect_ratio: variant.ratios, resolution: variant.resolutions };
      const ours = inputFieldsOf(variant);
      const theirs = Object.keys(properties);
      const differences = [
        ...ours.filter((field) => !theirs.includes(field)).map((field) => `${field}: not in the live schema`),
        ...theirs.filter((field) => !ours.includes(field)).map((field) => `${oneLine(field, 60)}: not in our catalogue`),
        ...Object.entries(fields).flatMap(([field, values]) => enumDifferences(field, values, fieldsOf(properties[field]).enum)),
      ];
      return { model: variant.model, compared: true, differences };
    }),
  );
}

function schemaProperties(answer: Answer): Record<string, unknown> | undefined {
  const schema = fieldsOf(fieldsOf(fieldsOf(answer.body).data).input_schema);
  const properties = fieldsOf(schema.properties);
  return answer.status === 200 && Object.keys(properties).length > 0 ? properties : undefined;
}

function enumDifferences(field: string, ours: readonly string[], live: unknown): string[] {
  if (!Array.isArray(live)) return [];
  const theirs = live.map(String);
  return [
    ...ours.filter((value) => !theirs.includes(value)).map((value) => `${field} ${value}: not in the live schema`),
    ...theirs.filter((value) => !ours.includes(value)).map((value) => `${field} ${oneLine(value, 40)}: not in our catalogue`),
  ];
}
