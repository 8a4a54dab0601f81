import { expect, it } from "vitest";
import { openDeclarationFile } from "../../tools/declaration-file.ts";

const source = `import * as z from "zod/mini";
import { type A, B as C } from "../a.ts";
import type { Unused } from "../unused.ts";
export declare const schema: z.ZodMiniString;
/** What a caller hands in. */
export interface Options {
    a: A;
    own?: Own;
}
type Own = string;
export declare function read(options: Options): C;
export declare function write(): import("../d.ts").D;
export { E } from "../e.ts";
`;

it("keeps what is asked for, what that needs, and imports no more", () => {
  const file = openDeclarationFile("b.d.ts", source);
  expect(file.keep("Options")).toEqual([{ path: "a.d.ts", name: "A" }]);
  expect(file.text()).toBe(`import { A } from "../a.js";
/** What a caller hands in. */
export interface Options {
    a: A;
    own?: Own;
}
type Own = string;
`);
});

it("follows renamed imports, import types and re-exports", () => {
  const file = openDeclarationFile("sub/b.d.ts", source);
  expect(file.keep("read")).toEqual([
    { path: "sub/a.d.ts", name: "A" },
    { path: "sub/a.d.ts", name: "B" },
  ]);
  expect(file.keep("write")).toEqual([{ path: "sub/d.d.ts", name: "D" }]);
  expect(file.keep("E")).toEqual([{ path: "sub/e.d.ts", name: "E" }]);
  expect(file.text()).toContain('import { B as C } from "../a.js";');
  expect(file.text()).toContain('import("../d.js").D');
});

it("refuses a declaration that needs a package", () => {
  const file = openDeclarationFile("b.d.ts", source);
  expect(() => file.keep("schema")).toThrow('types: b.d.ts needs * of "zod/mini", which consumers do not have');
});

it("refuses a name that is not there", () => {
  expect(() => openDeclarationFile("b.d.ts", source).keep("Absent")).toThrow("types: b.d.ts does not declare Absent");
});
