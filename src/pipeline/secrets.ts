import type { Env } from "../config.ts";
import type { Problem } from "../errors.ts";
import type { GenerateOptions } from "./prepare.ts";

/** Names and keys are written to disk and shown: the API key may not hide in them (design rule 9). */
export function secretProblems({ name, idempotencyKey }: GenerateOptions, env: Env): Problem[] {
  const secret = (env.HIAPI_API_KEY ?? "").trim();
  const given = Object.entries({ name, "idempotency-key": idempotencyKey });
  const found = given.filter(([, value]) => secret.length >= 8 && value?.includes(secret));
  return found.map(([field]) => ({
    field,
    given: "(not shown)",
    accepted: "a value without the API key",
    message: `--${field} holds the API key: give another`,
  }));
}
