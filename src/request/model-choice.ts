import { defaultModel, plainRoute } from "./catalogue.ts";
import type { RequestOptions } from "./request-options.ts";

/** The model and route of a request that names no model. */
export interface ModelChoice {
  model: string;
  route: string | undefined;
  /** The option that decided, where the model is not the one that its references suggest. */
  because?: "background" | "quality" | "size";
}

/** Chooses by the route, then by the options that only some models have, then by the references. */
export function chooseModel({ route: given, inputUrls = [], image, quality, size, background }: RequestOptions): ModelChoice {
  const route = plainRoute(given);
  const references = typeof inputUrls === "string" ? [inputUrls] : inputUrls;
  const hasImages = references.length > 0 || image !== undefined;
  const slash = hasImages ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image";
  if (route !== undefined) return { model: slash, route };
  if (quality !== undefined) return { model: slash, route: "ext", because: "quality" };
  if (size !== undefined && !hasImages) return { model: slash, route: "beta", because: "size" };
  if (background !== undefined) return { model: slash, route, because: "background" };
  if (image !== undefined) return { model: slash, route };
  return { model: hasImages ? "gpt-image-2-image-to-image" : defaultModel, route };
}
