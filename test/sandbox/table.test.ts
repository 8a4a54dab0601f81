import { expect, it } from "vitest";
import { variants } from "../../src/request/catalogue.ts";
import { validateCreate } from "../../src/sandbox/validate.ts";

// What each row accepts, typed from the contract and not read from the catalogue.
const full = "auto 1:1 3:2 2:3 4:3 3:4 5:4 4:5 16:9 9:16 2:1 1:2 3:1 1:3 21:9 9:21".split(" ");
const pro = "1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9".split(" ");
const none = { "1K": "", "2K": "", "4K": "" };
const bare = { "1K": "", "2K": "auto", "4K": "auto 1:1" };
const urls = (field: string) => ({ [field]: ["https://example.com/a.png"] });

const rows: { model: string; route?: string; ratios: string[]; refused: Record<string, string>; references?: object }[] = [
  { model: "gpt-image-2", ratios: full, refused: bare },
  { model: "gpt-image-2-pro", ratios: pro, refused: { "1K": "", "2K": "" } },
  { model: "gpt-image-2-image-to-image", ratios: full, refused: bare, references: urls("input_urls") },
  { model: "gpt-image-2-image-to-image-pro", ratios: ["auto", ...pro], refused: { "1K": "", "2K": "" }, references: urls("input_urls") },
  {
    model: "gpt-image-2/text-to-image",
    ratios: full,
    refused: { "1K": "", "2K": "auto 5:4 4:5 3:1 1:3 9:21", "4K": "auto 1:1 3:1 1:3 9:21" },
  },
  {
    model: "gpt-image-2/image-to-image",
    ratios: full,
    refused: { "1K": "", "2K": "auto 5:4 4:5 3:1 1:3 9:21", "4K": "auto 3:1 1:3 9:21" },
    references: urls("input_urls"),
  },
  { model: "gpt-image-2/text-to-image", route: "ext", ratios: full, refused: none },
  { model: "gpt-image-2/image-to-image", route: "ext", ratios: full, refused: none, references: urls("image_urls") },
];

it.each(rows)("$model $route: every ratio at every resolution", ({ model, route, ratios, refused, references }) => {
  for (const aspect_ratio of [...full, "7:5"]) {
    for (const resolution of ["1K", "2K", "4K", "8K"]) {
      const wanted =
        ratios.includes(aspect_ratio) && refused[resolution] !== undefined && !refused[resolution].split(" ").includes(aspect_ratio);
      const verdict = validateCreate({
        model,
        ...(route ? { route } : {}),
        input: { prompt: "x", aspect_ratio, resolution, ...references },
      });
      expect("variant" in verdict, `${aspect_ratio} at ${resolution}`).toBe(wanted);
    }
  }
});

it("covers the whole catalogue: beta is the row without ratios", () => {
  expect(variants).toHaveLength(rows.length + 1);
  const beta = { model: "gpt-image-2/text-to-image", route: "beta" };
  expect(validateCreate({ ...beta, input: { prompt: "x", aspect_ratio: "1:1" } })).toHaveProperty("status", 400);
  for (const size of ["auto", "512x512", "10240x10240"])
    expect(validateCreate({ ...beta, input: { prompt: "x", size } })).toHaveProperty("variant");
  for (const size of ["12x12", "1024", "1024X1024", "100000x100"])
    expect(validateCreate({ ...beta, input: { prompt: "x", size } })).toHaveProperty("status", 400);
});
