import { limits } from "../request/catalogue.ts";

const keptMs = 24 * 60 * 60 * 1000;

/** What an earlier create with the same key means for this one. */
export type KeyState = { kind: "new" } | { kind: "processing" } | { kind: "mismatch" } | { kind: "replay"; taskId: string };

export interface IdempotencyKeys {
  lookup(owner: string, key: string, bodySha256: string): KeyState;
  /** Marks a key as in flight; `complete` stores the task that its create made. */
  claim(owner: string, key: string, bodySha256: string): { complete(taskId: string): void };
}

/** Idempotency keys of 24 hours, by owner. Bodies are compared by their raw bytes. */
export function createIdempotencyKeys(now: () => number): IdempotencyKeys {
  const claims = new Map<string, { bodySha256: string; at: number; taskId?: string }>();
  return {
    lookup(owner, key, bodySha256) {
      const claim = claims.get(`${owner}\n${key}`);
      if (!claim || now() - claim.at >= keptMs) return { kind: "new" };
      if (claim.bodySha256 !== bodySha256) return { kind: "mismatch" };
      return claim.taskId === undefined ? { kind: "processing" } : { kind: "replay", taskId: claim.taskId };
    },
    claim(owner, key, bodySha256) {
      const claim: { bodySha256: string; at: number; taskId?: string } = { bodySha256, at: now() };
      claims.set(`${owner}\n${key}`, claim);
      return {
        complete(taskId) {
          claim.taskId = taskId;
        },
      };
    },
  };
}

/**
 * An Idempotency-Key as Node hands it over (each byte one latin1 character), read as the UTF-8 it is.
 * Undefined when the contract refuses it: not 1 to 255 bytes, not UTF-8, or with control characters.
 */
export function readIdempotencyKey(header: string): string | undefined {
  const bytes = Buffer.from(header, "latin1");
  if (bytes.length === 0 || bytes.length > limits.idempotencyKeyBytes) return undefined;
  try {
    const key = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return /\p{Cc}/u.test(key) ? undefined : key;
  } catch {
    return undefined;
  }
}
