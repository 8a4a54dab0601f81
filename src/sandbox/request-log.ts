export const calls = ["create", "detail", "list", "image", "pricing", "schema", "policy"] as const;

/** What a request asks for; `other` is a route that does not exist. */
export type Call = (typeof calls)[number];
export type RecordedCall = Call | "other";

/** One request in the log. Its size does not grow with the body, except for a small create's JSON. */
export interface RequestRecord {
  /** Milliseconds of the sandbox's clock. */
  at: number;
  call: RecordedCall;
  method: string;
  /** Path and query as sent, at most 1,024 characters. */
  path: string;
  /** HTTP status of the answer; 0 while there is none. */
  status: number;
  idempotencyKey?: string;
  /** Set on a create that answered the task of an earlier one. */
  replay?: true;
  taskId?: string;
  bodySha256?: string;
  /** The parsed body of a create, within the limits of `recordBody`. */
  body?: unknown;
  /** The fault that was applied, such as `status=429`. */
  fault?: string;
  /** The Authorization header, masked to at most its last 4 characters. */
  authorization?: string;
}

/** The log of all requests; `GET /__sandbox/requests` answers it as it stands. */
export interface RequestLog {
  totals: Record<RecordedCall, number>;
  /** Tasks created. */
  creates: number;
  /** Creates answered with an earlier task. */
  replays: number;
  /** Oldest records that were dropped to bound memory. */
  dropped: number;
  /** The size of the bodies that are recorded, in bytes. */
  bodyBytes: number;
  requests: RequestRecord[];
}

const maxEntries = 200_000;

export function createRequestLog(): RequestLog {
  const totals = { create: 0, detail: 0, list: 0, image: 0, pricing: 0, schema: 0, policy: 0, other: 0 };
  return { totals, creates: 0, replays: 0, dropped: 0, bodyBytes: 0, requests: [] };
}

/** Adds a record, which the caller completes. */
export function addRecord(log: RequestLog, record: RequestRecord): RequestRecord {
  log.totals[record.call] += 1;
  log.requests.push(record);
  if (log.requests.length > maxEntries * 1.25) log.dropped += log.requests.splice(0, log.requests.length - maxEntries).length;
  return record;
}

/** Records a body below 64 KiB, at most 64 MiB of them; not one of so many levels that the log could not be written as JSON. */
export function recordBody(log: RequestLog, record: RequestRecord, { value, size }: { value: unknown; size: number }): void {
  if (size >= 64 * 1024 || log.bodyBytes + size > 64 * 1024 * 1024 || isDeeper(value, 20)) return;
  log.bodyBytes += size;
  record.body = value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** An Authorization header with all but its last 4 characters hidden; short ones are hidden whole. */
export function masked(header: string): string {
  return header.length < 20 ? "…" : `…${header.slice(-4)}`;
}
