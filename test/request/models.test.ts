import { describe, expect, it } from "vitest";
import { buildImagePayload } from "../../src/request/payload.ts";
import type { RequestOptions } from "../../src/request/request-options.ts";
import { models, nameOf, optionsFor, payloadOf, ratios, resolutions, routes, rows } from "../fixtures/contract-table.ts";
import { suggestionsOf } from "../fixtures/suggestions.ts";
import { build } from "../fixtures/verdict.ts";
import { runProgram } from "../support/program.ts";

type Cell = { model: string; route: (typeof routes)[number] };
const cells = models.flatMap((model) => routes.map((route) => [nameOf({ model, route }), { model, route }] as [string, Cell]));
const named = rows.map((row) => [nameOf(row), row] as const);
const pairs = [undefined, ...ratios].flatMap((aspectRatio) =>
  [undefined, ...resolutions].map((resolution) => ({ aspectRatio, resolution })),
);
const rowOf = ({ model, route }: Cell) => rows.find((row) => row.model === model && row.route === route);

/** The options of a cell: where the table has no row, those of the model's own row with the route beside them. */
function optionsOf(cell: Cell): RequestOptions {
  const row = rowOf(cell) ?? rowOf({ ...cell, route: undefined });
  return { ...optionsFor(row!), route: cell.route };
}

describe("every ratio at every resolution", () => {
  it.each(cells)("%s: accepted with just this payload, or refused", (_, cell) => {
    for (const pair of pairs) {
      const { payload, error } = build({ ...optionsOf(cell), ...pair });
      const where = `${pair.aspectRatio} at ${pair.resolution}`;
      const wanted = payloadOf(rowOf(cell), pair.aspectRatio, pair.resolution);
      expect(payload, `${where}: ${error?.message}`).toStrictEqual(wanted);
      expect(error?.kind, where).toBe(wanted ? undefined : "usage");
    }
  });

  it.each(named)("%s: as many pairs are accepted as were counted by hand", (_, row) => {
    const accepted = ratios.flatMap((aspectRatio) =>
      resolutions.filter((resolution) => build({ ...optionsFor(row), aspectRatio, resolution }).payload),
    );
    expect(accepted).toHaveLength(row.pairs);
  });

  it.each(cells)("%s: what each refusal suggests is accepted", (_, cell) => {
    // A route that the model does not have hides what else is wrong, so there only the plain request is asked for.
    for (const pair of rowOf(cell) ? pairs : pairs.slice(0, 1)) {
      const options = { ...optionsOf(cell), ...pair };
      const [problem, ...more] = build(options).problems;
      if (!problem || more.length > 0) continue;
      expect.soft(suggestionsOf(problem), `suggests nothing: ${problem.message}`).not.toHaveLength(0);
      for (const change of suggestionsOf(problem)) {
        const { error } = build({ ...options, ...change });
        expect.soft(error?.message, `${problem.message} → ${JSON.stringify(change)}`).toBeUndefined();
      }
    }
  });
});

describe("the body as it is sent", () => {
  it("orders its fields model, input, callback, storage, route", () => {
    const callbackUrl = "https://your.example/hook";
    const options = { ...optionsFor(rows[8]!), aspectRatio: "21:9", resolution: "4K", quality: "high", storage: "persistent", callbackUrl };
    expect(Object.keys(buildImagePayload(options))).toEqual(["model", "input", "callback", "storage", "route"]);
    expect(buildImagePayload(options)).toStrictEqual({
      model: "gpt-image-2/image-to-image",
      input: {
        prompt: "A lighthouse at dusk",
        image_urls: ["https://example.com/a.png"],
        aspect_ratio: "21:9",
        resolution: "4K",
        quality: "high",
      },
      callback: { url: callbackUrl, when: "final" },
      storage: "persistent",
      route: "ext",
    });
  });

  it("is the same from options in another order, and leaves its options alone", () => {
    const options = Object.freeze({ resolution: "2k", prompt: "x", aspectRatio: "16:9", model: "gpt-image-2" });
    const text = '{"model":"gpt-image-2","input":{"prompt":"x","aspect_ratio":"16:9","resolution":"2K"}}';
    expect(JSON.stringify(buildImagePayload(options))).toBe(text);
    expect(JSON.stringify(buildImagePayload({ model: "gpt-image-2", aspectRatio: "16:9", prompt: "x", resolution: "2K" }))).toBe(text);
  });

  const samples = named.flatMap(([name, row]) => {
    const ratioPairs = [
      ["16:9", "2K"],
      ["auto", "4K"],
      ["9:21", undefined],
    ] as const;
    const asked = [[undefined, undefined] as const, ...(row.ratios.length > 0 ? ratioPairs : [["1:1", undefined] as const])];
    return asked.map(([ratio, resolution]) => [`${name} ${ratio} at ${resolution}`, { row, ratio, resolution }] as const);
  });

  it.each(samples)("%s through --dry-run", async (_, { row, ratio, resolution }) => {
    const flags = {
      "--model": row.model,
      "--route": row.route,
      "--input-url": row.references && "https://example.com/a.png",
      "--aspect-ratio": ratio,
      "--resolution": resolution,
    };
    const given = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
    const { code, document } = await runProgram(["A lighthouse", ...given, "at dusk", "--dry-run"]);
    const wanted = payloadOf(row, ratio, resolution);
    expect(document.payload).toStrictEqual(wanted);
    expect({ code, ok: document.ok }).toEqual(wanted ? { code: 0, ok: true } : { code: 2, ok: false });
  });
});
