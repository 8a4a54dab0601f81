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
 * The key and the address of the API.
 * Throws `account` when the key is missing or cannot be one, `usage` when the address cannot be used. Never echoes the key.
 */
export function resolveConfig(env: Env): { apiKey: string; baseUrl: string } {
  const problems: Problem[] = [];
  const baseUrl = urlSetting(env, "HIAPI_BASE_URL", defaultBaseUrl, problems);
  if (problems.length > 0) throw usageError(problems, "correct the environment variable or unset it");
  return { apiKey: readKey(env), baseUrl };
}

/** The API key as the environment has it, trimmed and not checked; `""` without one. */
export function keyIn(env: Env): string {
  return (env.HIAPI_API_KEY ?? "").trim();
}

/** The API key, trimmed: 8 to 512 visible ASCII characters. Throws `account` without echoing it. */
export function readKey(env: Env): string {
  const key = keyIn(env);
  if (key === "") throw new HiapiError("account", `HIAPI_API_KEY is required. Get one at ${links.register}`, { hint: guidance.keyMissing });
  const fault = keyFault(key);
  if (fault === undefined) return key;
  throw new HiapiError("account", `HIAPI_API_KEY is no API key: it ${fault}; 8 to 512 visible ASCII characters are accepted`, {
    hint: guidance.keyMissing,
  });
}

/** Why a text cannot be a key; undefined when it can. A copied command line or a placeholder would otherwise be sent as one. */
function keyFault(key: string): string | undefined {
  if (/^["'`].*["'`]$/.test(key)) return "stands in quotes: leave them out";
  if (/^(?:export\s+)?HIAPI_API_KEY\s*=/i.test(key)) return "begins with its own name: leave HIAPI_API_KEY= out";
  if (/^Bearer\s/i.test(key)) return "begins with Bearer: leave that out";
  if (/^\$\w|\$\{|^<.*>$|^\{.*\}$|^%\w+%$|^process\.env\b|^op:\/\//.test(key)) return "is a placeholder that nothing was put in place of";
  const plain = key.replace(/^(?:sk-)?(?:hiapi[-_ ])?/i, "");
  if (/^(?:<|\[)?(?:your|my)[-_ ]?(?:hiapi[-_ ]?)?(?:api[-_ ]?)?(?:key|token)/i.test(plain)) return "is a placeholder of a document";
  if (/^(?:\.{3}|…|x{4,}|placeholder|undefined|change[-_ ]?me|(?:replace|insert)[-_ ].*)$/i.test(plain))
    return "is a placeholder of a document";
  if (!/^[\x21-\x7e]*$/.test(key)) return "holds spaces or characters that are not visible ASCII";
  return key.length < 8 || key.length > 512 ? `has ${key.length} characters` : undefined;
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
    const address = (name.endsWith("MANIFEST_URL") ? url.href : `${url.origin}${url.pathname}`).replace(/\/+$/, "");
    // HiAPI's SDKs print the base URL with the version, which every path of a call has already.
    return name === "HIAPI_BASE_URL" ? address.replace(/\/v1$/, "") : address;
  }
  const accepted = "an http(s) URL without credentials, query or fragment";
  // What may hold a password is not repeated, whether or not it parses.
  const quoted = given.includes("@") ? "(with credentials)" : quote(given);
  problems.push({ field: name, given: quoted, accepted, message: `${name} ${quoted} cannot be used: give ${accepted}` });
  return fallback;
}

function proxySettings(env: Env, problems: Problem[]): ProxySettings {
  const read = (name: string) => {
    const value = (env[name.toLowerCase()] ?? env[name] ?? "").trim();
    if (value === "") return undefined;
    const url = parseUrl(value.includes("://") ? value : `http://${value}`);
    if (url && ["http:", "https:"].includes(url.protocol) && hasReadableCredentials(url)) return url.href;
    const accepted = "http://host:port or https://host:port, a % in user name or password written as %25";
    problems.push({ field: name, given: "(not shown)", accepted, message: `${name} cannot be used: give ${accepted}, or unset it` });
    return undefined;
  };
  return { httpProxy: read("HTTP_PROXY"), httpsProxy: read("HTTPS_PROXY"), noProxy: (env.no_proxy ?? env.NO_PROXY ?? "").trim() };
}

function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

function isPlainRemote(baseUrl: string): boolean {
  if (baseUrl.startsWith("https:")) return false;
  const url = new URL(baseUrl);
  return !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname) && !url.hostname.endsWith(".localhost");
}
