/**
 * A model's own JSON Schema: its input fields, an input made of options, and what it refuses. Pure. Loaded only where a live schema is used,
 * because it brings ajv along.
 */
export type { Field } from "./fields.ts";
export { schemaFields } from "./fields.ts";
export type { LiveModel } from "./payload.ts";
export { buildSchemaPayload } from "./payload.ts";
export { acceptedOf, optionFor, problemsOf } from "./problems.ts";
export { compileSchema } from "./validator.ts";
