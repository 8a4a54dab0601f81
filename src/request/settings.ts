import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import type { RequestOptions } from "./request-options.ts";

/** One field set by its name. */
export interface Setting {
  name: string;
  value: unknown;
}

/** `--set name=value`, or an object of the library or a batch, as fields; what is no such pair becomes a problem. */
export function settingsOf(set: RequestOptions["set"] = []): { settings: Setting[]; problems: Problem[] } {
  const texts = textsOf(set);
  if (texts === undefined) return { settings: Object.entries(set).map(([name, value]) => ({ name: name.trim(), value })), problems: [] };
  const problems: Problem[] = [];
  const settings = texts.flatMap((text) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(text) ?? [];
    if (name !== undefined) return [{ name, value }];
    problems.push({ field: "set", given: text, accepted: "name=value", message: `--set ${quote(text)} cannot be read: give name=value` });
    return [];
  });
  return { settings, problems };
}

function textsOf(set: NonNullable<RequestOptions["set"]>): string[] | undefined {
  return typeof set === "string" || Array.isArray(set) ? [set].flat().map(String) : undefined;
}

/** The fields that an option of their own sets: field → key of the options. */
const optionKeys: ReadonlyMap<string, Exclude<keyof RequestOptions, "set">> = new Map([
  ["prompt", "prompt"],
  ["aspect_ratio", "aspectRatio"],
  ["resolution", "resolution"],
  ["size", "size"],
  ["quality", "quality"],
  ["background", "background"],
  ["input_urls", "inputUrls"],
  ["image_urls", "inputUrls"],
  ["image", "image"],
]);

/** The options of a catalogued model with its `set` fields under their own keys. */
export function withSettings({ set, ...options }: RequestOptions): { options: RequestOptions; problems: Problem[] } {
  const { settings, problems } = settingsOf(set);
  const own = new Map<string, unknown>();
  for (const { name, value } of settings) {
    const key = optionKeys.get(name);
    const isTwice = key !== undefined && (options[key] !== undefined || own.has(key));
    if (key !== undefined && !isTwice) own.set(key, value);
    else problems.push(refused(name, value, isTwice));
  }
  return { options: { ...options, ...Object.fromEntries(own) }, problems };
}

function refused(name: string, given: unknown, isTwice: boolean): Problem {
  const accepted = isTwice ? "one value" : [...optionKeys.keys()];
  const how = isTwice ? "is given twice: give it once" : `is not known here: known are ${[...optionKeys.keys()].join(", ")}`;
  return { field: name, given, accepted, message: `--set ${quote(name)} ${how}` };
}
