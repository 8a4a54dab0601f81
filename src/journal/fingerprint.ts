import { createHash } from "node:crypto";

/** What requests, bodies and accounts are recognised by, without giving them away. */

/** What makes two requests the same: address, account and body bytes. */
export function fingerprint({ origin, account, body }: { origin: string; account: string; body: string }): string {
  return createHash("sha256").update(`${origin}\0${account}\0`).update(body).digest("hex").slice(0, 32);
}

/** SHA-256 of a body, in hex. */
export function bodyHash(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** 16 hex digits that tell API keys apart and do not reveal them (docs/design.md, rule 4). */
export function accountMark(apiKey: string): string {
  return createHash("sha256").update(`hiapi-img\0${apiKey}`).digest("hex").slice(0, 16);
}
