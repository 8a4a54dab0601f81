import type { Call } from "../request-log.ts";
import { calls } from "../request-log.ts";

interface KindRow {
  name: string;
  /** What stands after `=`; absent when the fault takes no value. */
  value?: keyof typeof values;
  optional?: true;
  /** The calls it applies to; `any` means all of them. */
  calls: readonly Call[];
  /** On a detail it counts only polls of a task that has succeeded. */
  late?: true;
  /** One line: what the client meets. */
  description: string;
}

/** The shape of each value; its groups are the fields of a rule. */
export const values = {
  "NNN[/retry-after seconds][/code]": /^(?<value>[2-5]\d\d)(?:\/(?<retryAfter>\d{1,9}))?(?:\/(?<code>[A-Za-z_][\w.-]*))?$/,
  "code[/NNN]": /^(?<value>[\w.-]+)(?:\/(?<status>[2-5]\d\d))?$/,
  NNN: /^(?<value>[2-5]\d\d)$/,
  ms: /^(?<value>\d{1,9})$/,
  bytes: /^(?<value>\d{1,9})$/,
  code: /^(?<value>[\w.-]+)$/,
  word: /^(?<value>[\w.-]+)$/,
  url: /^(?<value>[a-z][a-z0-9+.-]*:\S+)$/i,
  type: /^(?<value>[\w.+-]+\/[\w.+-]+)$/,
};

const jsonCalls = calls.filter((call) => call !== "image");

const rows = [
  {
    name: "status",
    value: "NNN[/retry-after seconds][/code]",
    calls,
    description: "answers this HTTP status with the first error envelope; the call is not carried out",
  },
  {
    name: "embedded",
    value: "code[/NNN]",
    calls: jsonCalls,
    description: "answers the second error envelope, with HTTP 200 or NNN; the call is not carried out",
  },
  { name: "delay", value: "ms", calls, description: "waits before the answer; a create keeps its idempotency key in flight meanwhile" },
  { name: "hang", calls, description: "carries the call out and never answers" },
  { name: "reset", calls, description: "destroys the connection before anything is done" },
  {
    name: "lost",
    value: "NNN",
    optional: true,
    calls,
    description: "carries the call out, then destroys the connection without an answer, or answers this status",
  },
  { name: "cut", calls, description: "carries the call out, sends the headers and half the body, then destroys the connection" },
  { name: "short", calls, description: "carries the call out and promises more bytes in Content-Length than it sends" },
  { name: "redirect", value: "url", calls, description: "answers 302 to this address; the call is not carried out" },
  { name: "html", calls, description: "carries the call out and answers an HTML page with HTTP 200" },
  { name: "empty", calls, description: "carries the call out and answers HTTP 200 with no body" },
  { name: "bad-json", calls: jsonCalls, description: "carries the call out and answers truncated JSON" },
  { name: "null-data", calls: jsonCalls, description: "carries the call out and answers data: null" },
  {
    name: "wrong-types",
    calls: jsonCalls,
    description: "carries the call out and answers numbers in place of strings and strings in place of lists",
  },
  { name: "huge", value: "bytes", calls: jsonCalls, description: "carries the call out and pads the JSON answer to this size" },
  { name: "no-id", calls: ["create"], description: "makes the task and answers success without its id" },
  {
    name: "fail",
    value: "code",
    calls: ["create", "detail"],
    late: true,
    description: "the task ends in failure with this code; on a detail only that poll reports it",
  },
  { name: "unknown-status", value: "word", calls: ["detail"], description: "shows an undocumented status" },
  { name: "no-output", calls: ["detail"], late: true, description: "a success without output" },
  { name: "thumbnail-first", calls: ["detail"], late: true, description: "a thumbnail is listed before the image" },
  {
    name: "data-uri",
    value: "type",
    optional: true,
    calls: ["detail"],
    late: true,
    description: "the image comes as a data URI, of image/png or of this type",
  },
  { name: "b64", calls: ["detail"], late: true, description: "the image comes as bare base64 in b64_json" },
  { name: "chat", calls: ["detail"], late: true, description: "the link comes as a Markdown image in choices[0].message.content" },
  { name: "link", value: "url", calls: ["detail"], late: true, description: "the output points at this address" },
  { name: "expired", calls: ["image"], description: "the link has expired: 403 until the next poll returns a fresh one" },
  { name: "html-as-png", calls: ["image"], description: "an HTML error page served as image/png with HTTP 200" },
  { name: "truncated-picture", calls: ["image"], description: "a picture without its end, with a Content-Length that matches" },
  { name: "png-as-jpeg", calls: ["image"], description: "a PNG served as image/jpeg" },
] as const satisfies readonly KindRow[];

export type FaultName = (typeof rows)[number]["name"];

/** One fault that can be asked for. */
export interface FaultKind extends KindRow {
  name: FaultName;
}

/** All faults; the documents' table of faults is generated from it. */
export const faultKinds: readonly FaultKind[] = rows;
