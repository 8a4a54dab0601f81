import { expect, it } from "vitest";
import { expandHome } from "../src/io.ts";

it.each([
  ["~/pictures", "/home/me/pictures"],
  ["~", "/home/me"],
  ["~other/pictures", "~other/pictures"],
  ["a/~/b", "a/~/b"],
  ["/abs", "/abs"],
  ["", ""],
])("expandHome: %j is %j", (path, expanded) => {
  expect(expandHome(path, { home: "/home/me" })).toBe(expanded);
});

it("expandHome asks for the home folder only where it is needed", () => {
  const io = {
    get home(): string {
      throw new Error("no home");
    },
  };
  expect(expandHome("pictures", io)).toBe("pictures");
  expect(() => expandHome("~/pictures", io)).toThrow("no home");
});
