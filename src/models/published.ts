import type { Answer, Api } from "../api/index.ts";
import { get } from "../api/index.ts";
import { HiapiError } from "../errors.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, isFields, textOf } from "../json.ts";
import { isModelId } from "../request/index.ts";
import type { Cache } from "./cache.ts";

/** A model as HiAPI's index lists it. */
export interface ListedModel {
  id: string;
  title: string | undefined;
  category: string;
  /** What it takes, by name; for lists only. */
  inputs: readonly Fields[];
}

/** What is asked with: connections that are closed after the work, the cache, and whether it is passed over. */
export interface Asking {
  connect<Result>(work: (session: { api: Api; signal: AbortSignal }) => Promise<Result>): Promise<Result>;
  siteUrl: string;
  cache: Cache | undefined;
  refresh: boolean;
}

const indexPath = "/docs/models.json";

/** The index of all models. Throws `unavailable` when it cannot be had. */
export async function readIndex(asking: Asking): Promise<ListedModel[]> {
  return listed(await published(asking, indexPath, (body) => listed(body).length > 0));
}

/** The schema of a model. Throws `unavailable` when it cannot be had. */
export async function readSchema(asking: Asking, id: string): Promise<Fields> {
  return fieldsOf(schemaIn(await published(asking, schemaPath(id), (body) => isFields(schemaIn(body)))));
}

function listed(body: unknown): ListedModel[] {
  const { models } = fieldsOf(body);
  if (!Array.isArray(models)) return [];
  return models.map(fieldsOf).flatMap((row) => {
    const id = textOf(row, "id");
    if (id === undefined || !isModelId(id)) return [];
    const inputs = Array.isArray(row.input) ? row.input.map(fieldsOf) : [];
    return [{ id, title: textOf(row, "title"), category: textOf(row, "category")?.toLowerCase() ?? "unknown", inputs }];
  });
}

/** Where the site has the schema of a model, or of a model on a route as `model@route`. */
export function schemaPath(id: string): string {
  return `/api/models/content?name=${encodeURIComponent(id)}`;
}

/** The schema in an answer of that address, whatever stands there. */
export function schemaIn(body: unknown): unknown {
  return fieldsOf(fieldsOf(body).data).input_schema;
}

/** An answer of the site without the key: from the cache, else asked for and kept. */
async function published(
  { connect, siteUrl, cache, refresh }: Asking,
  path: string,
  isUsable: (body: unknown) => boolean,
): Promise<unknown> {
  const address = `${siteUrl}${path}`;
  const kept = refresh ? undefined : await cache?.read(address);
  if (isUsable(kept)) return kept;
  const answer: Answer = await connect(({ api, signal }) => get(api, path, { from: "site", signal }));
  const { status, body } = answer;
  if (status !== 200 || !isUsable(body))
    throw new HiapiError("unavailable", `${path} at ${answer.address}: HTTP ${status} without what was asked for`, { status });
  await cache?.write(address, body);
  return body;
}
