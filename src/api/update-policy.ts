import { HiapiError, messageOf, oneLine } from "../errors.ts";
import { fieldsOf, textOf } from "../json.ts";
import { sleep } from "../sleep.ts";
import { readText } from "./exchange.ts";
import type { Fetch } from "./transport.ts";

/** The version of HiAPI's skill contract that this code implements, apart from the package's version (docs/api-contract.md, section 8). */
export const contractVersion = "0.5.0";
const ownSkillId = "hiapi-gpt-image-2";
const maxManifestBytes = 4 * 1024 * 1024;

export interface UpdateCheck {
  status: "skipped" | "current" | "available" | "required";
  message: string;
  latestVersion: string;
  minimumVersion: string;
  updateCommand: string;
}

interface UpdateQuestion {
  currentVersion?: string;
  skillId?: string;
  manifestUrl: string;
  fetch: Fetch;
  timeoutMs?: number;
  signal?: AbortSignal;
}

function skipped(message: string): UpdateCheck {
  return { status: "skipped", message, latestVersion: "", minimumVersion: "", updateCommand: "" };
}

/** Compares versions as the policy does: cut at the first `+` or `-`, split at `.`, missing parts are 0. */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

function partsOf(version: string): number[] {
  const [plain = ""] = String(version).trim().replace(/^v/, "").split(/[+-]/, 1);
  return plain.split(".").map((part) => Number.parseInt(part, 10) || 0);
}

/**
 * Asks for the update policy once, within `timeoutMs` with the body included. Never throws: whatever goes wrong is `skipped`.
 * @param currentVersion defaults to `contractVersion`
 */
export async function askUpdatePolicy({
  currentVersion = contractVersion,
  skillId = ownSkillId,
  manifestUrl,
  fetch,
  timeoutMs = 1200,
  signal,
}: UpdateQuestion): Promise<UpdateCheck> {
  const control = new AbortController();
  const stop = () => control.abort();
  signal?.addEventListener("abort", stop, { once: true });
  const checked = fetchManifest(manifestUrl, fetch, control.signal).then(
    (manifest) => checkVersion(manifest, skillId, currentVersion),
    (error) => skipped(`the update policy cannot be read: ${oneLine(messageOf(error), 120)}`),
  );
  const late = () => skipped(`the update policy did not answer within ${timeoutMs} ms`);
  // A fetch that is the caller's own may ignore the signal.
  const timeUp = sleep(timeoutMs, control.signal).then(late, late);
  try {
    return await Promise.race([checked, timeUp]);
  } finally {
    signal?.removeEventListener("abort", stop);
    control.abort();
  }
}

async function fetchManifest(url: string, fetch: Fetch, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, { method: "GET", headers: { Accept: "application/json" }, signal, redirect: "manual" });
  // A simple stand-in for fetch has no status.
  if (answer.status !== 200 && answer.status !== undefined) throw new Error(`HTTP ${answer.status}`);
  return JSON.parse(await readText(answer, maxManifestBytes));
}

/** What a manifest says of a version. Its text is data: one line, at most 300 characters, no control characters. */
function checkVersion(manifest: unknown, skillId: string, currentVersion: string): UpdateCheck {
  const { skills } = fieldsOf(manifest);
  const entry = Array.isArray(skills) ? skills.map(fieldsOf).find((skill) => skill.id === skillId) : undefined;
  if (!entry) return skipped(`the update policy does not list ${skillId}`);
  const policy = fieldsOf(entry.updatePolicy);
  const line = (name: string, max = 300) => oneLine(textOf(policy, name) ?? "", max);
  const latestVersion = line("latestVersion", 40) || oneLine(textOf(entry, "version") ?? "", 40);
  const minimumVersion = line("minimumVersion", 40);
  const updateCommand = line("updateCommand");
  const versions = { latestVersion, minimumVersion, updateCommand };
  if (minimumVersion !== "" && compareVersions(currentVersion, minimumVersion) < 0) {
    const notice = line("requiredNotice") || "this version of the skill is no longer supported.";
    const message = `${notice} Contract ${currentVersion}, required ${minimumVersion}. Update now: ${updateCommand}`;
    return { status: "required", message, ...versions };
  }
  if (latestVersion === "" || compareVersions(currentVersion, latestVersion) >= 0)
    return { status: "current", message: `contract ${currentVersion} is current`, ...versions };
  const notice = line("notice") || "a newer version of the skill is available.";
  const message = `${notice} Contract ${currentVersion}, latest ${latestVersion}. Update: ${updateCommand}`;
  return { status: "available", message, ...versions };
}

/** The error that stops a create below the minimum version. Where the message is too long, its start is cut and never the command. */
export function updateRequired({ message, updateCommand }: UpdateCheck): HiapiError {
  const start = message.slice(0, message.length - updateCommand.length);
  return new HiapiError("update_required", `${oneLine(start, 499 - updateCommand.length)} ${updateCommand}`, {
    hint: "the printed command must be run before using the skill again: show it to the person and run it only when they agree; HIAPI_SKIP_UPDATE_CHECK=1 goes on without it",
  });
}
