/** What a caller may ask of one image. Only `prompt` is required; what is absent takes the model's default. */
export interface RequestOptions {
  model?: string | undefined;
  route?: string | undefined;
  prompt?: string | undefined;
  aspectRatio?: string | undefined;
  resolution?: string | undefined;
  /** Reference images: http(s) URLs or data URIs. */
  inputUrls?: readonly string[] | string | undefined;
  /** The single reference of `gpt-image-2/image-to-image`. */
  image?: string | undefined;
  background?: string | undefined;
  quality?: string | undefined;
  size?: string | undefined;
  /** Fields of the model by their names: `name=value` texts, or an object. */
  set?: Readonly<Record<string, unknown>> | readonly string[] | string | undefined;
  storage?: string | undefined;
  callbackUrl?: string | undefined;
}
