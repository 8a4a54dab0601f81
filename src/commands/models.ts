import type { Input } from "../args/index.ts";
import { usageError } from "../errors.ts";
import type { Variant } from "../request/catalogue.ts";
import { allRatios, isRefusedPair, variantName, variants } from "../request/catalogue.ts";
import { isModelId, modelProblem } from "../request/index.ts";
import { formatTable } from "../terminal/index.ts";
import type { Context } from "./command.ts";

/**
 * `models`: the catalogue, or the rows of one model id, as a table on a terminal, else as JSON; other ids, and all of them with `--live`, by what
 * HiAPI says of them. Throws `usage` for an id that is not listed.
 */
export async function run({ options, positionals: [id], problems }: Input<"models">, context: Context): Promise<number> {
  const { reporter } = context;
  if (problems.length > 0) throw usageError(problems);
  if (id === undefined && (options.live || options.search !== undefined))
    return (await import("./models-live.ts")).listLive(options, context);
  const rows = variants.filter((variant) => id === undefined || variant.model === id || variantName(variant) === id);
  if (id !== undefined && (options.live || rows.length === 0) && isModelId(id)) {
    return (await import("./models-live.ts")).showLive(id, options, context);
  }
  if (rows.length === 0) throw usageError([modelProblem(id)]);
  if (reporter.isTerminal && !options.json) await reporter.text(modelsTable(rows));
  else await reporter.document({ ok: true, models: rows.map(describe) });
  return 0;
}

/** A row for JSON, which leaves out what is undefined. */
function describe({ model, resolutions, refused, references, size, ...variant }: Variant) {
  return {
    id: model,
    route: variant.route,
    kind: variant.kind,
    source: variant.source,
    retiredFor: variant.retiredFor,
    aspectRatios: variant.ratios,
    defaultAspectRatio: variant.defaultRatio,
    resolutions,
    defaultResolution: resolutions.length > 0 ? "1K" : undefined,
    refusedPairs: resolutions.flatMap((resolution) => (refused[resolution] ?? []).map((aspectRatio) => ({ aspectRatio, resolution }))),
    references: references && { field: references.field, min: references.min, max: references.max, singleImage: references.single },
    quality: variant.quality,
    background: variant.background,
    size: size && { pattern: size.pattern.source, default: size.default },
  };
}

/** The catalogue for people: a table of the models, then a grid of ratios and resolutions for each. */
function modelsTable(rows: readonly Variant[]): string {
  const table = rows.map((row) => [
    nameOf(row),
    row.resolutions.join(" ") || `--size ${row.size?.default ?? ""}`,
    row.defaultRatio ?? "–",
    referencesOf(row),
  ]);
  const head = ["model", "resolutions", "default", "references"];
  const lines = formatTable([head, ...table], Number.POSITIVE_INFINITY);
  return [lines, "", ...grids(rows), "· accepted   x refused   blank: not offered"].join("\n");
}

function nameOf(row: Variant): string {
  return `${row.model}${row.route ? ` --route ${row.route}` : ""}`;
}

function referencesOf({ references, retiredFor }: Variant): string {
  const taken = references ? `${references.min}-${references.max}${references.single ? " or --image" : ""}` : "none";
  return retiredFor ? `${taken}; retired` : taken;
}

/** Ratios across, resolutions down: `·` is accepted, `x` is refused, blank is not offered. Two blocks of eight keep it under 80 columns. */
function grids(rows: readonly Variant[]): string[] {
  return rows
    .filter((row) => row.ratios.length > 0)
    .flatMap((row) => {
      const blocks = [allRatios.slice(0, 8), allRatios.slice(8)].filter((block) => block.some((ratio) => row.ratios.includes(ratio)));
      const lines = blocks.flatMap((block) => [
        `    ${block.map((ratio) => ratio.padStart(6)).join("")}`,
        ...row.resolutions.map((resolution) =>
          `  ${resolution}${block.map((ratio) => mark(row, ratio, resolution).padStart(6)).join("")}`.trimEnd(),
        ),
      ]);
      return [nameOf(row), ...lines, ""];
    });
}

function mark(row: Variant, ratio: string, resolution: Variant["resolutions"][number]): string {
  if (!row.ratios.includes(ratio)) return "";
  return isRefusedPair(row, ratio, resolution) ? "x" : "·";
}
