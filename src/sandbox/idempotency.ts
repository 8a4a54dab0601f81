import { limits } from "../request/catalogue.ts";

const keptMs = 24 * 60 * 60 * 1000;

/** What an earlier create with the same key means for this one (contract section 2). */
export type KeyVerdict = { kind: "new" } | { kind: "processing" } | { kind: "mismatch" } | { kind: "replay"; taskId: string };

export interface KeyBook {
  look(owner: string, key: string, bodySha256: string): KeyVerdict;
  /** Holds a key while its first create is in flight; call `settle` with the task it made. */
  claim(owner: string, key: string, bodySha256: string): { settle(taskId: string): void };
}

/** Idempotency keys for 24 hours. An owner's keys are that owner's alone; bodies are compared by their raw bytes. */
export function createKeyBook(now: () => number): KeyBook {
  const claims = new Map<string, { bodySha256: string; at: number; taskId?: string }>();
  return {
    look(owner, key, bodySha256) {
      const claim = claims.get(`${owner}\n${key}`);
      if (!claim || now() - claim.at >= keptMs) return { kind: "new" };
      if (claim.bodySha256 !== bodySha256) return { kind: "mismatch" };
      return claim.taskId === undefined ? { kind: "processing" } : { kind: "replay", taskId: claim.taskId };
    },
    claim(owner, key, bodySha256) {
      const claim: { bodySha256: string; at: number; taskId?: string } = { bodySha256, at: now() };
      claims.set(`${owner}\n${key}`, claim);
      return {
        settle(taskId) {
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
