/**
 * Every other image model of HiAPI, by its live rules: the index and the schemas, asked for without a key and kept for a day
 * (docs/api-contract.md, section 9).
 */

import { HiapiError, quote, usageError } from "../errors.ts";
import type { LiveModel } from "../json-schema/index.ts";
import { models } from "../request/catalogue.ts";
import { suggest, suggestSeveral } from "../request/index.ts";
import type { Asking, ListedModel } from "./published.ts";
import { readIndex, readSchema } from "./published.ts";

export { openCache } from "./cache.ts";
export { driftInWords, liveDrift } from "./drift.ts";
export type { Asking, ListedModel } from "./published.ts";

/** The live models. Each answer is asked for at most once. */
export interface LiveModels {
  index(): Promise<ListedModel[]>;
  /**
   * An image model by its id in any case. Throws `usage` for an id that is not listed and for what makes no images, `unavailable` when its
   * rules cannot be had.
   */
  find(id: string): Promise<LiveModel>;
}

export function openLiveModels(asking: Asking): LiveModels {
  let index: Promise<ListedModel[]> | undefined;
  const found = new Map<string, Promise<LiveModel>>();
  const readOnce = () => {
    index ??= readIndex(asking);
    return index;
  };
  const look = async (id: string) => {
    const { model, others } = await search(id, { ...asking, readOnce });
    if (model?.category === "image") return { id: model.id, schema: await readSchema(asking, model.id) };
    throw usageError([model ? otherCategory(model) : unknownModel(id, others)]);
  };
  return {
    index: readOnce,
    find(id) {
      const name = id.trim().toLowerCase();
      const model = found.get(name) ?? look(id.trim()).catch((error: unknown) => Promise.reject(withAdvice(id, error)));
      found.set(name, model);
      return model;
    },
  };
}

/** New models come each month: what a kept index does not list is asked for anew. */
async function search(id: string, asking: Asking & { readOnce(): Promise<ListedModel[]> }) {
  const name = id.toLowerCase();
  const named = (row: ListedModel) => row.id.toLowerCase() === name;
  const rows = await asking.readOnce();
  const model = rows.find(named);
  if (model || asking.refresh || !asking.cache) return { model, others: rows };
  const others = await readIndex({ ...asking, refresh: true }).catch(() => rows);
  return { model: others.find(named), others };
}

function unknownModel(id: string, listed: readonly ListedModel[]) {
  const images = listed.filter(({ category }) => category === "image").map((row) => row.id);
  const accepted = suggestSeveral(id, [...new Set([...images, ...models])]);
  const message = `Unsupported model ${quote(id)}: HiAPI's index does not list it; the nearest are ${accepted.join(", ")}`;
  return { field: "model", given: id, accepted, message };
}

function otherCategory({ id, category }: ListedModel) {
  const message = `${id} makes no images: HiAPI lists it under ${quote(category)}; take a model of the category image`;
  return { field: "model", given: id, accepted: "a model of the category image", message };
}

function withAdvice(id: string, error: unknown): unknown {
  if (!(error instanceof HiapiError) || error.kind === "usage" || error.kind === "interrupted") return error;
  const near = suggest(id, models);
  const message = `nothing was sent: the live rules of ${quote(id)} cannot be had (${error.message}); without them work ${models.join(", ")}`;
  return new HiapiError("unavailable", message, {
    ...error.facts,
    hint: near === undefined ? "run the same command later, or take one of these" : `did you mean ${near}? Else run the same command later`,
  });
}
