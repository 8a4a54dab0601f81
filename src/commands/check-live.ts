import type { Answer, Api } from "../api/index.ts";
import { failureError, get, readFailure } from "../api/index.ts";
import type { Settings } from "../config.ts";
import { HiapiError } from "../errors.ts";
import type { Io } from "../io.ts";
import { driftInWords, liveDrift } from "../models/index.ts";
import { withSession } from "../pipeline/index.ts";
import { variantName, variants } from "../request/catalogue.ts";

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

/** Each row's live schema beside our catalogue. */
async function compareSchemas(api: Api, signal: AbortSignal) {
  return Promise.all(
    variants.map(async (variant) => {
      const drift = await liveDrift(api, variant, signal);
      return {
        model: variantName(variant),
        compared: drift !== undefined,
        differences: (drift ?? []).map(driftInWords),
        drift: drift ?? [],
      };
    }),
  );
}
