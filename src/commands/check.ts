import { resolve } from "node:path";
import type { Answer, Api } from "../api/index.ts";
import { contractVersion, failureError, get, readFailure } from "../api/index.ts";
import type { Settings } from "../config.ts";
import { readKey } from "../config.ts";
import { HiapiError, oneLine, usageError } from "../errors.ts";
import { isWritable } from "../fs/index.ts";
import type { Io } from "../io.ts";
import { fieldsOf } from "../json.ts";
import { openSession } from "../pipeline/index.ts";
import { inputFieldsOf, variants } from "../request/catalogue.ts";

/** What `check` prints. `error` stands there when `ok` is false. */
export interface CheckDocument {
  ok: boolean;
  baseUrl: string;
  apiKeyConfigured: boolean;
  liveChecked: boolean;
  error?: HiapiError;
  [fact: string]: unknown;
}

/** Whether this machine is ready to make images; with `live`, whether HiAPI takes the key. Never shows the key, changes nothing. */
export async function checkConfiguration({
  settings,
  io,
  live,
  outputDir,
}: {
  settings: Settings;
  io: Io;
  live: boolean;
  outputDir: string;
}): Promise<CheckDocument> {
  const error = problemOf(settings, io);
  const facts = {
    baseUrl: settings.baseUrl,
    apiKeyConfigured: (io.env.HIAPI_API_KEY ?? "").trim() !== "",
    liveChecked: false,
    version: io.version,
    contractVersion,
    node: io.nodeVersion,
    proxy: proxyInEffect(settings),
    extraCaCerts: io.env.NODE_EXTRA_CA_CERTS ?? null,
    outputDir: resolve(io.cwd, outputDir),
    outputDirWritable: isWritable(resolve(io.cwd, outputDir)),
    warnings: settings.warnings,
  };
  if (error) return { ok: false, ...facts, error };
  return live ? { ...facts, ...(await askLive(settings, io)) } : { ok: true, ...facts };
}

function problemOf(settings: Settings, io: Io): HiapiError | undefined {
  if (settings.problems.length > 0) return usageError(settings.problems, "correct the environment variable or unset it");
  try {
    readKey(io.env);
    return undefined;
  } catch (error) {
    return error instanceof HiapiError ? error : undefined;
  }
}

/** The proxy that a call to the API would take, without its credentials; null when it goes direct. */
function proxyInEffect({ baseUrl, proxy }: Settings): string | null {
  const used = baseUrl.startsWith("https:") ? proxy.httpsProxy : proxy.httpProxy;
  return used ? new URL(used).origin : null;
}

async function askLive(settings: Settings, io: Io): Promise<{ ok: boolean; liveChecked: true; live: unknown; error?: HiapiError }> {
  const session = await openSession({ settings, env: io.env, signal: io.signal });
  try {
    const begun = performance.now();
    const answer = await get(session.api, "/api/pricing", { signal: io.signal });
    const latencyMs = Math.round(performance.now() - begun);
    const skew = answer.serverTime === undefined ? null : Math.round((Date.now() - answer.serverTime) / 1000);
    const live = { status: answer.status, latencyMs, clockSkewSeconds: skew, sandbox: answer.isSandbox };
    const failure = readFailure(answer.status, answer.body);
    if (failure) return { ok: false, liveChecked: true, live, error: failureError(failure, "check") };
    if (!answer.isJson)
      return {
        ok: false,
        liveChecked: true,
        live,
        error: new HiapiError("unexpected", `check: HTTP ${answer.status} with an answer that is not JSON`, { status: answer.status }),
      };
    return { ok: true, liveChecked: true, live: { ...live, schemas: await compareSchemas(session.api, io.signal) } };
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
    return { ok: false, liveChecked: true, live: null, error };
  } finally {
    await session.close();
  }
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
