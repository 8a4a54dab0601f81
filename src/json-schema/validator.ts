import type { ErrorObject, Options } from "ajv";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { HiapiError, messageOf, oneLine } from "../errors.ts";
import type { Fields } from "../json.ts";
import { isFields } from "../json.ts";
import { listsModel, schemaFields } from "./fields.ts";

/** A schema is compiled to code: a larger one is no schema of a model. */
const mostCharacters = 1_000_000;

/** Patterns are written without thought of the `u` flag: where they do not parse with it, they are read without. */
const regExp = Object.assign(
  (pattern: string, flags: string) => {
    try {
      return new RegExp(pattern, flags);
    } catch {
      return new RegExp(pattern);
    }
  },
  { code: "new RegExp" },
);

// HiAPI validates formats itself, and what they mean differs between validators.
const options: Options = { strict: false, allErrors: true, validateFormats: false, logger: false, code: { regExp } };

/** Finds everything in an input that a schema refuses. */
export type Validate = (input: Fields) => readonly ErrorObject[];

/**
 * Compiles the live schema of a model, draft 2020-12 or 7. Throws `unavailable` for what is no schema of a model: nothing can be sent by it.
 * A reference to another document is never fetched.
 */
export function compileSchema(model: string, schema: unknown): Validate {
  if (!isFields(schema)) throw unreadable(model, "it is no object");
  try {
    if (JSON.stringify(schema).length > mostCharacters) throw new Error(`it has more than ${mostCharacters} characters`);
    const { $schema, ...rest } = schema;
    if (schemaFields(schema).size === 0 || rest.$async !== undefined) throw new Error("it names no input fields");
    const ajv = /draft-0\d/.test(String($schema)) ? new Ajv(options) : new Ajv2020(options);
    const validate = ajv.compile(rest);
    const whole = listsModel(schema);
    return (input) => {
      validate(whole ? { model, ...input } : input);
      // The model is the one that the index lists, however its schema writes it.
      return (validate.errors ?? []).filter(({ instancePath }) => !/^\/model(?:\/|$)/.test(instancePath));
    };
  } catch (error) {
    throw unreadable(model, messageOf(error));
  }
}

function unreadable(model: string, reason: string): HiapiError {
  return new HiapiError("unavailable", `nothing was sent: the live schema of ${model} cannot be used: ${oneLine(reason, 200)}`, {
    hint: "nothing was charged; try again later with --refresh, or take a model of: hiapi-img models",
  });
}
