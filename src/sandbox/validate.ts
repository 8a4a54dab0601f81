import { quote } from "../errors.ts";
import { fieldsOf, isFields } from "../json.ts";
import type { Variant } from "../request/catalogue.ts";
import { findVariant, models, routesOf, storages } from "../request/catalogue.ts";
import type { Input } from "../request/index.ts";
import { checkInput } from "../request/index.ts";
import { parseUrl } from "../url.ts";
import { otherModel } from "./other-models.ts";
import type { Answer } from "./responses.ts";
import { refusal } from "./responses.ts";

/** A create body that the contract accepts. */
export interface CreateRequest {
  model: string;
  /** Its row of the catalogue; undefined for another model. */
  variant: Variant | undefined;
  input: Input;
  storage: string;
}

const topLevelKeys = ["model", "input", "callback", "storage", "route"];

/** How the schema of another model is read. Loaded for those alone. */
type Compile = typeof import("../json-schema/index.ts").compileSchema;

/** Loads what the check of a create body needs: ajv for a model that is not in the catalogue. */
export async function loadCompile(body: unknown): Promise<Compile | undefined> {
  return otherModel(fieldsOf(body).model) && (await import("../json-schema/index.ts")).compileSchema;
}

/** Checks a create body against docs/api-contract.md, sections 2, 5 and 9. Returns the request, or the refusal to send. */
export function validateCreate(body: unknown, compile?: Compile): CreateRequest | Answer {
  if (!isFields(body)) return invalid("the body must be a JSON object");
  const unknown = Object.keys(body).filter((key) => !topLevelKeys.includes(key));
  if (unknown.length > 0) return invalid(`unknown top-level key ${unknown.join(", ")}: accepted are ${topLevelKeys.join(", ")}`);

  const { model, input, route, storage = "temp" } = body;
  if (typeof model !== "string") return invalid("model is required and must be a string");
  if (!isFields(input)) return invalid("input is required and must be an object");
  const found = inputFaults({ model, route, input }, compile);
  if ("status" in found) return found;
  const isStorage = storages.some((known) => known === storage);
  const storageFault = isStorage ? undefined : `storage ${quote(storage)} must be one of ${storages.join(", ")}`;
  const messages = [callbackFault(body), storageFault, ...found.faults].filter((message) => message !== undefined);
  return messages.length > 0 ? invalid(messages.join("; ")) : { model, variant: found.variant, input, storage: String(storage) };
}

/** What the catalogue, or for another model its schema, refuses of an input. */
function inputFaults(
  { model, route, input }: { model: string; route: unknown; input: Input },
  compile: Compile | undefined,
): { faults: string[]; variant: Variant | undefined } | Answer {
  const other = route === undefined ? otherModel(model) : undefined;
  if (compile && other?.id === model) {
    const errors = compile(model, other.schema)(input);
    return { faults: errors.map(({ instancePath, message }) => `${instancePath || "input"} ${message}`), variant: undefined };
  }
  if (!models.includes(model)) return refusal(400, "model_not_found", `model ${quote(model)} not found`);
  const variant = typeof route === "string" || route === undefined ? findVariant(model, route) : undefined;
  if (!variant) return invalid(`unknown route ${quote(route)} for ${model}: accepted are ${routesOf(model).join(", ") || "none"}`);
  return { faults: checkInput(variant, input).map((problem) => problem.message), variant };
}

function callbackFault(body: Record<string, unknown>): string | undefined {
  if (!("callback" in body)) return undefined;
  const { callback } = body;
  if (!isFields(callback)) return "callback must be an object with url and when";
  const unknown = Object.keys(callback).filter((key) => key !== "url" && key !== "when");
  if (unknown.length > 0) return `unknown key ${unknown.join(", ")} in callback: accepted are url, when`;
  if (parseUrl(callback.url)?.protocol !== "https:") return `callback.url ${quote(callback.url)} must be an https:// URL`;
  return callback.when === undefined || callback.when === "final" ? undefined : `callback.when ${quote(callback.when)} must be "final"`;
}

function invalid(message: string): Answer {
  return refusal(400, "INVALID_REQUEST", message);
}
