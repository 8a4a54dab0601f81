import { expect, it } from "vitest";
import type { OptionsOf } from "../../src/args/index.ts";
import type { Command, Context } from "../../src/commands/command.ts";

/** What the compiler refuses: `npm run check` fails when one of these lines is no error any more. */

const options: OptionsOf<"batch"> = { maxUsd: 2.5, failFast: true, inputUrls: ["a.png"] };

// @ts-expect-error a misspelt key
const misspelt: OptionsOf<"batch"> = { maxUSD: 2.5 };

// @ts-expect-error an option of another command
const foreign: OptionsOf<"models"> = { maxUsd: 2.5 };

// @ts-expect-error an amount is a number
const text: OptionsOf<"batch"> = { maxUsd: "2.5" };

/** Reads options that are not in the tables of these commands. */
const limit: Command<"batch"> = async ({ options: given }, { io }: Context) => {
  // @ts-expect-error a misspelt key
  const wrong: unknown = given.maxUSD;
  return wrong === undefined && io.version !== "" ? (given.maxUsd ?? 0) : 1;
};

it("types are checked by the compiler", () => {
  expect([options, misspelt, foreign, text, limit].length).toBe(5);
});
