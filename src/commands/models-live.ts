import { estimateOf, fetchPriceList } from "../api/index.ts";
import type { OptionsOf } from "../args/index.ts";
import { commandLine } from "../args/index.ts";
import { readSettings } from "../config.ts";
import { HiapiError, oneLine, usageError } from "../errors.ts";
import type { Field, LiveModel } from "../json-schema/index.ts";
import { acceptedOf, buildSchemaPayload, optionFor, schemaFields } from "../json-schema/index.ts";
import type { ListedModel } from "../models/index.ts";
import { withSession } from "../pipeline/index.ts";
import { liveModelsOf } from "../pipeline/live-models.ts";
import { formatTable } from "../terminal/index.ts";
import type { Context } from "./command.ts";

type Options = OptionsOf<"models">;

/** `models --live`: the image models of HiAPI's index, with their published prices where these can be had. */
export async function listLive(options: Options, context: Context): Promise<number> {
  const { settings, live } = await open(options, context);
  const word = options.search?.trim().toLowerCase() ?? "";
  const rows = (await live.index()).filter(
    ({ category, id, title = "" }) => category === "image" && `${id} ${title}`.toLowerCase().includes(word),
  );
  const prices = await withSession({ io: context.io, settings, needsKey: false }, ({ api, signal }) => fetchPriceList(api, signal)).catch(
    (error: unknown) => {
      if (error instanceof HiapiError && error.kind === "unavailable") return undefined;
      throw error;
    },
  );
  const models = rows.map((row) => listedRow(row, prices));
  const table = models.map(({ id, title, takes, priceUsd }) => [
    id,
    title ?? "",
    takes.join(" "),
    priceUsd === null ? "–" : `$${priceUsd}`,
  ]);
  await print(context, options, { ok: true, models }, [["model", "title", "takes", "price"], ...table]);
  return 0;
}

function listedRow({ id, title, inputs }: ListedModel, prices: unknown) {
  const takes = inputs.map(({ name }) => oneLine(String(name), 60)).filter((name) => name !== "model");
  const priceUsd = estimateOf({ model: id, input: {} }, prices)?.estimatedUsd ?? null;
  return { id, ...(title ? { title: oneLine(title, 80) } : {}), takes, priceUsd };
}

/** `models <id>` for a model outside the catalogue: its fields, and a command line that runs as it stands. */
export async function showLive(id: string, options: Options, context: Context): Promise<number> {
  const { live } = await open(options, context);
  const model = await live.find(id);
  const fields = [...schemaFields(model.schema).values()].map((field) => ({
    name: field.name,
    type: field.types.join(" or ") || "any",
    accepted: acceptedOf(field),
    default: field.preset ?? null,
    required: field.required,
    option: optionFor(field.name),
  }));
  const { io } = context;
  const example = commandLine(io.invocation, ["generate", "--model", model.id, ...exampleOf(model)], io.platform);
  const table = fields.map(({ name, type, accepted, default: preset, required }) => [
    name,
    type,
    oneLine([accepted].flat().join(" "), 60),
    preset === null ? "–" : oneLine(JSON.stringify(preset), 30),
    required ? "required" : "",
  ]);
  const document = { ok: true as const, models: [{ id: model.id, source: "HiAPI's live schema", fields, example }] };
  await print(context, options, document, [["field", "type", "accepted", "default", ""], ...table], ["", example]);
  return 0;
}

async function open({ refresh, debug }: Options, { io, reporter }: Context) {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  return { settings, live: await liveModelsOf({ io, settings, reporter, debug, refresh })() };
}

async function print(
  { reporter }: Context,
  { json }: Options,
  document: { ok: true; models: readonly object[] },
  table: readonly string[][],
  more: readonly string[] = [],
): Promise<void> {
  if (reporter.isTerminal && !json) await reporter.text([formatTable(table, Number.POSITIVE_INFINITY), ...more].join("\n"));
  else await reporter.document(document);
}

/** The least options that the schema accepts: it is asked what is missing until nothing is. */
function exampleOf(model: LiveModel): string[] {
  const fields = schemaFields(model.schema);
  const set = new Map<string, unknown>();
  if (fields.has("prompt")) set.set("prompt", "A lighthouse at dusk");
  for (let round = 0; round < fields.size; round += 1) {
    const missing = missingFields(model, Object.fromEntries(set));
    const added = missing.flatMap((name) => fields.get(name) ?? []).filter(({ name }) => !set.has(name));
    if (added.length === 0) break;
    for (const field of added) set.set(field.name, exampleValue(field));
  }
  return [...set].flatMap(([name, value]) => wordsFor(name, value));
}

function missingFields(model: LiveModel, set: Readonly<Record<string, unknown>>): string[] {
  try {
    buildSchemaPayload(model, { set });
    return [];
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind !== "usage") throw error;
    return (error.facts.problems ?? []).filter(({ given }) => given === null).map(({ field }) => field);
  }
}

const picture = "https://example.com/picture.png";

function exampleValue({ name, values, types, preset, schema }: Field): unknown {
  if (preset !== undefined || values.length > 0) return preset ?? values[0];
  const isPicture = /image|url/.test(name);
  if (types.includes("array")) return isPicture ? [picture] : [];
  if (types.includes("integer") || types.includes("number")) return schema.minimum ?? 1;
  if (types.includes("boolean")) return true;
  return isPicture ? picture : "text";
}

function wordsFor(name: string, value: unknown): string[] {
  const option = optionFor(name);
  if (!option.startsWith("--set")) return [value].flat().flatMap((one) => [option, String(one)]);
  return ["--set", `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`];
}
