import { HiapiError, oneLine } from "../errors.ts";
import { fieldsOf, textOf } from "../json.ts";
import type { Fetch } from "./transport.ts";

/** The version of HiAPI's skill contract that this code implements; not the package's own version (contract section 8). */
export const contractVersion = "0.5.0";
export const skillId = "hiapi-gpt-image-2";
export const updateTimeoutMs = 1200;
const maxLineLength = 300;
const maxManifestBytes = 4 * 1024 * 1024;

export interface UpdateCheck {
  status: "skipped" | "current" | "available" | "required";
  message: string;
  latestVersion: string;
  minimumVersion: string;
  updateCommand: string;
}

export interface UpdateQuestion {
  currentVersion?: string;
  skillId?: string;
  manifestUrl: string;
  fetch: Fetch;
  timeoutMs?: number;
  signal?: AbortSignal;
}

const skipped = (message: string): UpdateCheck => ({
  status: "skipped",
  message,
  latestVersion: "",
  minimumVersion: "",
  updateCommand: "",
});

/** Compares versions as the policy does: cut at the first `+` or `-`, split at `.`, missing parts are 0. */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [a, b].map((version) =>
    (String(version).trim().replace(/^v/, "").split(/[+-]/, 1)[0] ?? "").split(".").map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

/** Asks for the update policy, once, within `timeoutMs` (1.2 s) with the body included. Never throws: anything wrong is `skipped`. */
export async function askUpdatePolicy({
  currentVersion = contractVersion,
  skillId: id = skillId,
  manifestUrl,
  fetch,
  timeoutMs = updateTimeoutMs,
  signal,
}: UpdateQuestion): Promise<UpdateCheck> {
  const control = new AbortController();
  const stop = () => control.abort();
  let giveUp = (): void => undefined;
  const timeUp = new Promise<UpdateCheck>((resolve) => {
    giveUp = () => resolve(skipped(`the update policy did not answer within ${timeoutMs} ms`));
  });
  const timer = setTimeout(() => {
    stop();
    giveUp();
  }, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  const asked = fetchManifest(manifestUrl, fetch, control.signal).then(
    (manifest) => judge(manifest, id, currentVersion),
    (error: unknown) =>
      skipped(`the update policy cannot be read: ${oneLine(error instanceof Error ? error.message : String(error), 120)}`),
  );
  try {
    return await Promise.race([asked, timeUp]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

async function fetchManifest(url: string, fetch: Fetch, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, { method: "GET", headers: { Accept: "application/json" }, signal, redirect: "manual" });
  if (answer.status !== 200 && answer.status !== undefined) throw new Error(`HTTP ${answer.status}`);
  if (answer.body && Symbol.asyncIterator in answer.body) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      if (chunks.reduce((sum, piece) => sum + piece.length, 0) > maxManifestBytes) throw new Error("too large");
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  }
  return answer.json ? answer.json() : JSON.parse((await answer.text?.()) ?? "");
}

/** What a manifest says of a version. Its text is data: one line, 300 characters, no control characters (design rule 9). */
export function judge(manifest: unknown, id: string, currentVersion: string): UpdateCheck {
  const skills = fieldsOf(manifest).skills;
  const entry = Array.isArray(skills) ? skills.map(fieldsOf).find((skill) => skill.id === id) : undefined;
  if (!entry) return skipped(`the update policy does not list ${id}`);
  const policy = fieldsOf(entry.updatePolicy);
  const line = (name: string, max = maxLineLength) => oneLine(textOf(policy, name) ?? "", max);
  const latestVersion = line("latestVersion", 40) || oneLine(textOf(entry, "version") ?? "", 40);
  const minimumVersion = line("minimumVersion", 40);
  const updateCommand = line("updateCommand");
  const found = { latestVersion, minimumVersion, updateCommand };
  if (minimumVersion !== "" && compareVersions(currentVersion, minimumVersion) < 0) {
    const notice = line("requiredNotice") || "this version of the skill is no longer supported.";
    return {
      status: "required",
      message: `${notice} Contract ${currentVersion}, required ${minimumVersion}. Update now: ${updateCommand}`,
      ...found,
    };
  }
  if (latestVersion === "" || compareVersions(currentVersion, latestVersion) >= 0)
    return { status: "current", message: `contract ${currentVersion} is current`, ...found };
  const notice = line("notice") || "a newer version of the skill is available.";
  return {
    status: "available",
    message: `${notice} Contract ${currentVersion}, latest ${latestVersion}. Update: ${updateCommand}`,
    ...found,
  };
}

/** The error that stops a create below the minimum version. */
export function updateRequired(check: UpdateCheck): HiapiError {
  // The notice gives way where both do not fit in a message: the command is what matters.
  const rest = check.message.slice(check.message.lastIndexOf(" Contract "));
  const notice = oneLine(check.message.slice(0, -rest.length), 500 - rest.length);
  return new HiapiError("update_required", `${notice}${rest}`, {
    hint: `the printed command must be run before using the skill again: show it to the person and run it only when they agree; HIAPI_SKIP_UPDATE_CHECK=1 goes on without it`,
  });
}
