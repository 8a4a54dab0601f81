import { limits } from "../request/catalogue.ts";

const keptMs = 24 * 60 * 60 * 1000;

/** The first create with a key; it is in flight until it has a task. */
export interface KeyClaim {
  bodySha256: string;
  at: number;
  taskId?: string;
}

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>;

/** The idempotency keys of the last 24 hours, by owner. Bodies are compared by their raw bytes. */
export function createIdempotencyKeys(now: () => number) {
  const claims = new Map<string, KeyClaim>();
  return {
    find(owner: string, key: string): KeyClaim | undefined {
      const claim = claims.get(`${owner}\n${key}`);
      return claim && now() - claim.at < keptMs ? claim : undefined;
    },
    claim(owner: string, key: string, bodySha256: string): KeyClaim {
      const claim = { bodySha256, at: now() };
      claims.set(`${owner}\n${key}`, claim);
      return claim;
    },
  };
}

/**
 * An Idempotency-Key as Node passes it (each byte one latin1 character), read as the UTF-8 it is.
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
