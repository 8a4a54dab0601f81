import type { Fetch } from "../api/transport.ts";
import { readSettings } from "../config.ts";
import { fieldsOf } from "../json.ts";
import type { LiveModels } from "../models/index.ts";
import type { Payload, RequestOptions } from "../request/index.ts";
import { buildImagePayload as buildCataloguedPayload } from "../request/index.ts";
import { ownIo, withCall } from "./client.ts";

/** An input field of a model, as its live schema describes it. */
export interface ModelField {
  name: string;
  types: readonly string[];
  /** The accepted values as a list, or in words. */
  accepted: readonly string[] | string;
  default?: unknown;
  required: boolean;
}

/** A model by its live rules. `schema` is what `buildImagePayload` takes. */
export interface ModelDescription {
  id: string;
  fields: ModelField[];
  schema: Readonly<Record<string, unknown>>;
}

/** The live models, kept for a day in the state folder; what a fetch of the caller's own answers is not kept. */
export async function liveModels({
  fetchImpl,
  refresh = false,
}: {
  fetchImpl?: Fetch | undefined;
  refresh?: boolean | undefined;
}): Promise<LiveModels> {
  const { openCache, openLiveModels } = await import("../models/index.ts");
  const { env, platform } = process;
  const io = { env, platform, cwd: ownIo.cwd, home: ownIo.home, uid: process.getuid?.() };
  const { siteUrl } = readSettings(env);
  const cache = fetchImpl ? undefined : openCache(io);
  return openLiveModels({ connect: (work) => withCall({ fetchImpl }, work, false), siteUrl, cache, refresh });
}

/**
 * The fields and the schema of an image model, asked for without a key. Throws `usage` for an id that HiAPI does not list, `unavailable` when
 * its rules cannot be had.
 */
export async function describeModel(id: string, options: { fetchImpl?: Fetch; refresh?: boolean } = {}): Promise<ModelDescription> {
  const model = await (await liveModels(options)).find(id);
  const { acceptedOf, schemaFields } = await import("../json-schema/index.ts");
  const fields = [...schemaFields(model.schema).values()].map((field) => {
    const { name, types, required, preset } = field;
    return { name, types, accepted: acceptedOf(field), required, ...(preset === undefined ? {} : { default: preset }) };
  });
  return { ...model, fields };
}

/** The body of a create by the catalogue; with the schema of a model, by that, which is read by code that is loaded for it. */
export function buildImagePayload(options: RequestOptions): Payload;
export function buildImagePayload(options: RequestOptions, schema: object): Promise<Payload>;
export function buildImagePayload(options: RequestOptions, schema?: object): Payload | Promise<Payload> {
  return schema === undefined ? buildCataloguedPayload(options) : bySchema(options, schema);
}

async function bySchema(options: RequestOptions, schema: object): Promise<Payload> {
  const { buildSchemaPayload } = await import("../json-schema/index.ts");
  return buildSchemaPayload({ id: options.model?.trim() ?? "", schema: fieldsOf(schema) }, options);
}
