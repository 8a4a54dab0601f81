import type { Api } from "../api/index.ts";
import { get } from "../api/index.ts";
import { oneLine } from "../errors.ts";
import { fieldsOf } from "../json.ts";
import type { Field } from "../json-schema/index.ts";
import type { Variant } from "../request/catalogue.ts";
import { inputFieldsOf, variantName } from "../request/catalogue.ts";
import { schemaIn, schemaPath } from "./published.ts";

/** How the catalogue and HiAPI's live schemas differ: reported, and nothing is changed by it. */

/** How a field differs: what the catalogue says of it and what HiAPI does; null where one does not have it. */
export interface Drift {
  field: string;
  here: unknown;
  live: unknown;
}

/** The differences of a row of the catalogue; undefined where its live schema cannot be had. */
export async function liveDrift(api: Api, variant: Variant, signal: AbortSignal, timeoutMs = 15_000): Promise<Drift[] | undefined> {
  const { schemaFields } = await import("../json-schema/index.ts");
  const answer = await get(api, schemaPath(variantName(variant)), { from: "site", signal, timeoutMs }).catch(() => undefined);
  const live = schemaFields(fieldsOf(schemaIn(answer?.body)));
  return answer?.status === 200 && live.size > 0 ? driftOf(variant, live) : undefined;
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

/** A difference as a sentence. */
export function driftInWords({ field, here, live }: Drift): string {
  if (live === null) return `${field}: not in the live schema`;
  if (here === null) return `${field}: not in our catalogue`;
  const [ours, theirs] = [here, live].map((values) => [values].flat().map(String));
  const missing = ours?.filter((value) => !theirs?.includes(value)).map((value) => `${value} is not in the live schema`) ?? [];
  const more = theirs?.filter((value) => !ours?.includes(value)).map((value) => `${value} is not in our catalogue`) ?? [];
  return `${field}: ${[...missing, ...more].join(", ")}`;
}
