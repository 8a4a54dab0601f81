import type { Problem } from "./errors.ts";
import { guidance, HiapiError, links, quote, usageError } from "./errors.ts";
import { parseUrl } from "./url.ts";

/** Flags and environment → settings. Everything is an argument; only the edges know `process.env`. */

export type Env = Readonly<Record<string, string | undefined>>;

/** Proxy settings, as the environment names them. */
export interface ProxySettings {
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
}

export interface Settings {
  baseUrl: string;
  siteUrl: string;
  manifestUrl: string;
  skipUpdateCheck: boolean;
  proxy: ProxySettings;
  /** Things a person should know, one line each. */
  warnings: string[];
  problems: Problem[];
}

export const defaultBaseUrl = "https://api.hiapi.ai";
const defaultSiteUrl = "https://www.hiapi.ai";
const defaultManifestUrl = "https://raw.githubusercontent.com/HiAPIAI/hiapi-skills/main/skills.json";

/** Every environment variable that the program reads, with what it is for: documents are made from this. */
export const environment = {
  HIAPI_API_KEY: "your key, sent as the bearer token; it never has a flag",
  HIAPI_BASE_URL: `the API, default ${defaultBaseUrl}`,
  HIAPI_SITE_URL: `the site that publishes prices and schemas, default ${defaultSiteUrl}`,
  HIAPI_SKILLS_MANIFEST_URL: "where the update policy is published",
  HIAPI_SKIP_UPDATE_CHECK: "1 or true: do not ask for the update policy",
  HIAPI_STATE_DIR: "the folder for what the program remembers",
  HTTP_PROXY: "proxy for http URLs",
  HTTPS_PROXY: "proxy for https URLs",
  NO_PROXY: "hosts that are reached without the proxy",
  NODE_EXTRA_CA_CERTS: "a file with further CA certificates (read by Node)",
  NO_COLOR: "set to anything: no colour",
} as const;

/** The settings that the environment makes; what is wrong with it stands in `problems`. Never throws, never reads the key. */
export function readSettings(env: Env): Settings {
  const problems: Problem[] = [];
  const baseUrl = urlSetting(env, "HIAPI_BASE_URL", defaultBaseUrl, problems);
  const siteUrl = urlSetting(env, "HIAPI_SITE_URL", defaultSiteUrl, problems);
  const manifestUrl = urlSetting(env, "HIAPI_SKILLS_MANIFEST_URL", defaultManifestUrl, problems);
  return {
    baseUrl,
    siteUrl,
    manifestUrl,
    skipUpdateCheck: skipsUpdateCheck(env),
    proxy: proxySettings(env, problems),
    warnings: isPlainRemote(baseUrl) ? [`HIAPI_BASE_URL is plain http: the API key travels in clear text to ${baseUrl}`] : [],
    problems,
  };
}

export function skipsUpdateCheck(env: Env): boolean {
  return ["1", "true"].includes((env.HIAPI_SKIP_UPDATE_CHECK ?? "").trim().toLowerCase());
}

/**
 * The key and the address of the API (contract section 1, design rule 9).
 * Throws `account` when the key is missing or cannot be one, `usage` when the address cannot be used. Never echoes the key.
 */
export function resolveConfig(env: Env): { apiKey: string; baseUrl: string } {
  const problems: Problem[] = [];
  const baseUrl = urlSetting(env, "HIAPI_BASE_URL", defaultBaseUrl, problems);
  if (problems.length > 0) throw usageError(problems, "correct the environment variable or unset it");
  return { apiKey: readKey(env), baseUrl };
}

/** The API key, trimmed: 8 to 512 visible ASCII characters. Throws `account` without echoing it. */
export function readKey(env: Env): string {
  const key = (env.HIAPI_API_KEY ?? "").trim();
  if (key === "") throw new HiapiError("account", `HIAPI_API_KEY is required. Get one at ${links.register}`, { hint: guidance.keyMissing });
  if (/^[\x21-\x7e]{8,512}$/.test(key)) return key;
  const isVisible = /^[\x21-\x7e]*$/.test(key);
  const fault = isVisible ? `has ${key.length} characters` : "holds spaces or characters that are not visible ASCII";
  throw new HiapiError("account", `HIAPI_API_KEY is no API key: it ${fault}; 8 to 512 visible ASCII characters are accepted`, {
    hint: guidance.keyMissing,
  });
}

function urlSetting(env: Env, name: string, fallback: string, problems: Problem[]): string {
  const given = (env[name] ?? "").trim();
  if (given === "") return fallback;
  const url = parseUrl(given);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (
    url &&
    isWeb &&
    url.username === "" &&
    url.password === "" &&
    (name.endsWith("MANIFEST_URL") || (url.search === "" && url.hash === ""))
  ) {
    return (name.endsWith("MANIFEST_URL") ? url.href : `${url.origin}${url.pathname}`).replace(/\/+$/, "");
  }
  const accepted = "an http(s) URL without credentials, query or fragment";
  // A URL with a password in it is not repeated.
  const quoted = url && (url.username !== "" || url.password !== "") ? "(with credentials)" : quote(given);
  problems.push({ field: name, given: quoted, accepted, message: `${name} ${quoted} cannot be used: give ${accepted}` });
  return fallback;
}

function proxySettings(env: Env, problems: Problem[]): ProxySettings {
  const read = (name: string) => {
    const value = (env[name.toLowerCase()] ?? env[name] ?? "").trim();
    if (value === "") return undefined;
    const url = parseUrl(value.includes("://") ? value : `http://${value}`);
    if (url && ["http:", "https:"].includes(url.protocol)) return url.href;
    const accepted = "http://host:port or https://host:port";
    problems.push({ field: name, given: "(not quote)", accepted, message: `${name} cannot be used: give ${accepted}, or unset it` });
    return undefined;
  };
  return { httpProxy: read("HTTP_PROXY"), httpsProxy: read("HTTPS_PROXY"), noProxy: (env.no_proxy ?? env.NO_PROXY ?? "").trim() };
}

function isPlainRemote(baseUrl: string): boolean {
  if (baseUrl.startsWith("https:")) return false;
  const url = new URL(baseUrl);
  return !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname) && !url.hostname.endsWith(".localhost");
}
