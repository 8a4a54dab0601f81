import type { Input } from "../args/index.ts";
import { usageError } from "../errors.ts";
import type { Variant } from "../request/catalogue.ts";
import { allRatios, isRefusedPair, variantName, variants } from "../request/catalogue.ts";
import { modelProblem } from "../request/index.ts";
import type { Context } from "./command.ts";

/** `models`: the catalogue as a table on a terminal, else as JSON. */
export async function run({ options, positionals: [id] }: Input<"models">, { reporter }: Context): Promise<number> {
  const rows = listModels(id);
  if (reporter.isTerminal && !options.json) await reporter.text(modelsTable(rows));
  else await reporter.document(modelsDocument(rows));
  return 0;
}

/** The rows of the catalogue for a model id, or all of them. Throws `usage` for an id that is not listed. */
function listModels(id?: string): readonly Variant[] {
  if (id === undefined) return variants;
  const rows = variants.filter((variant) => variant.model === id || variantName(variant) === id);
  if (rows.length === 0) throw usageError([modelProblem(id)]);
  return rows;
}

/** Catalogue rows as JSON: what `models` prints where there is no terminal. */
function modelsDocument(rows: readonly Variant[]) {
  return {
    ok: true,
    models: rows.map((variant) => ({
      id: variant.model,
      ...(variant.route ? { route: variant.route } : {}),
      kind: variant.kind,
      source: variant.source,
      ...(variant.retiredFor ? { retiredFor: variant.retiredFor } : {}),
      aspectRatios: variant.ratios,
      ...(variant.defaultRatio ? { defaultAspectRatio: variant.defaultRatio } : {}),
      resolutions: variant.resolutions,
      ...(variant.resolutions.length > 0 ? { defaultResolution: "1K" } : {}),
      refusedPairs: variant.resolutions.flatMap((resolution) =>
        (variant.refused[resolution] ?? []).map((aspectRatio) => ({ aspectRatio, resolution })),
      ),
      ...(variant.references
        ? {
            references: {
              field: variant.references.field,
              min: variant.references.min,
              max: variant.references.max,
              singleImage: variant.references.single,
            },
          }
        : {}),
      ...(variant.quality ? { quality: variant.quality } : {}),
      ...(variant.background ? { background: variant.background } : {}),
      ...(variant.size ? { size: { pattern: variant.size.pattern.source, default: variant.size.default } } : {}),
    })),
  };
}

/** The catalogue for people: a table of the models, then a grid of ratios and resolutions for each. */
function modelsTable(rows: readonly Variant[]): string {
  const width = Math.max(...rows.map((row) => nameOf(row).length));
  const table = rows.map(
    (row) =>
      `${nameOf(row).padEnd(width)}  ${(row.resolutions.join(" ") || `--size ${row.size?.default ?? ""}`).padEnd(11)}  ${(row.defaultRatio ?? "–").padEnd(7)}  ${referencesOf(row)}`,
  );
  const head = `${"model".padEnd(width)}  ${"resolutions".padEnd(11)}  default  references`;
  return [head, ...table, "", ...grids(rows), "· accepted   x refused   blank: not offered"].join("\n");
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
