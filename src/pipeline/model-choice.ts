import { defaultModel } from "../request/catalogue.ts";
import type { RequestOptions } from "../request/index.ts";
import { referenceList } from "./references.ts";

/** Fills in the model of a request that names none, by its route and references. A lone data URI becomes `image`. */
export function chooseModel(options: RequestOptions): RequestOptions {
  if (options.model !== undefined) return options;
  const references = referenceList(options.inputUrls);
  const hasImages = references.length > 0 || options.image !== undefined;
  if (options.route !== undefined) return { ...options, model: hasImages ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image" };
  if (options.image !== undefined) return { ...options, model: "gpt-image-2/image-to-image" };
  const [only] = references;
  if (references.length === 1 && /^data:/i.test(only ?? ""))
    return { ...options, model: "gpt-image-2/image-to-image", inputUrls: undefined, image: only };
  return { ...options, model: hasImages ? "gpt-image-2-image-to-image" : defaultModel };
}
