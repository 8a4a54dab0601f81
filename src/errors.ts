import { dropUndefined } from "./json.ts";

/** The kinds of failure and their exit codes. `interrupted` also ends as 129 or 143. */
export const exitCodes = {
  unexpected: 1,
  usage: 2,
  task_failed: 3,
  account: 4,
  unavailable: 5,
  output: 6,
  unknown_outcome: 7,
  pending: 8,
  partial: 9,
  update_required: 10,
  interrupted: 130,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/** The pages that guidance links to. */
export const links = {
  register: "https://www.hiapi.ai/en/register",
  dashboard: "https://www.hiapi.ai/en/dashboard",
  pricing: "https://www.hiapi.ai/en/pricing",
  docs: "https://docs.hiapi.ai",
} as const;

/** The next step for each case that has its own (docs/api-contract.md, section 4). */
export const guidance = {
  keyMissing: `create or copy a key from ${links.register} and export it: export HIAPI_API_KEY=<your key>`,
  keyRefused: `verify the HiAPI API key (${links.register}) and that its plan includes this model`,
  billing: `add credits or check billing at ${links.dashboard}, prices at ${links.pricing}`,
  rateLimit: "wait and retry, or reduce concurrent image generations",
  contentPolicy: "revise the prompt",
  noImage: "the skill expects data.output[] to hold an image URL or data URI after success",
} as const;

const notWhole = "a file of the program is missing or cut off: install it again, or copy its whole folder, then run the same command again";

const defaultHints: Record<ErrorKind, string> = {
  unexpected: `report this with the message above; the API is described at ${links.docs}`,
  usage: "fix the request; --dry-run checks it without paying",
  task_failed: "change the prompt or the references, then generate again",
  account: guidance.keyRefused,
  unavailable: "nothing was charged; run the same command again later",
  output: "the image is paid for: mend what the message names, then run the resume command",
  unknown_outcome: "the task may exist and may be billed: run the resume command, which sends the same key and bytes again",
  pending: "the task goes on at HiAPI: run the resume command later",
  partial: "run the same command again: only the missing images are made",
  update_required: "show the printed update command to the person and run it only when they agree",
  interrupted: "run the resume command to fetch the image",
};

/** One thing wrong with a request: the field, what was given, what is accepted, and words for a person. */
export interface Problem {
  field: string;
  given: unknown;
  accepted: readonly string[] | string;
  message: string;
  /** The line of a batch. */
  line?: number;
}

/** Everything a failure may carry beside its message; absent keys do not apply. */
export interface ErrorFacts {
  /** HTTP status of the answer that decided it; 200 for an embedded error. */
  status?: number;
  code?: string;
  hint?: string;
  requestId?: string;
  problems?: readonly Problem[];
  taskId?: string;
  idempotencyKey?: string;
  /** What an `output` failure is due to: HiAPI's link or answer, which may be better later, or the local disk. */
  fault?: "server" | "disk";
  /** The file that keeps the bytes of an image that failed its check. */
  rejected?: string;
  /** A command line that continues this one request. */
  resume?: string;
  /** The last task answer, data URIs elided. */
  rawStatus?: unknown;
  /** Overrides the kind's exit code: the signal exits. */
  exitCode?: number;
  /** Keys that stand beside `error` in the failure document, such as the payload of an estimate that found no price. */
  beside?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** Facts as they are given: what is undefined is left out. */
type Given<Facts> = { [Name in keyof Facts]?: Facts[Name] | undefined };

const maxMessageLength = 500;

/** The one error of this program: a kind that says what to do next, and the facts that help to do it. */
export class HiapiError extends Error {
  override readonly name = "HiapiError";
  readonly kind: ErrorKind;
  readonly facts: ErrorFacts;

  constructor(kind: ErrorKind, message: string, facts: Given<ErrorFacts> = {}) {
    super(oneLine(message, maxMessageLength), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.facts = dropUndefined(facts);
  }

  get exitCode(): number {
    return this.facts.exitCode ?? exitCodes[this.kind];
  }

  get hint(): string {
    return this.facts.hint ?? defaultHints[this.kind];
  }

  /** Whether the command in `resume`, or the same command where there is none, may succeed later with nothing changed. */
  get retryable(): boolean {
    if (this.kind === "output") return this.facts.fault === "server";
    return ["unavailable", "unknown_outcome", "pending", "partial"].includes(this.kind);
  }

  /** The same failure with more facts; facts it already has win. */
  with(more: Given<ErrorFacts>): HiapiError {
    return new HiapiError(this.kind, this.message, { ...more, ...this.facts, cause: this.facts.cause ?? this });
  }
}

/** A usage error built from problems: one message that names each of them. */
export function usageError(problems: readonly Problem[], hint?: string): HiapiError {
  const message = problems.map((problem) => problem.message).join("; ");
  return new HiapiError("usage", message, { problems, hint });
}

/** Any thrown value as a HiapiError; what is not one becomes `unexpected`. */
export function toHiapiError(thrown: unknown): HiapiError {
  if (thrown instanceof HiapiError) return thrown;
  const isNotLoaded = thrown instanceof SyntaxError || (thrown instanceof Error && Reflect.get(thrown, "code") === "ERR_MODULE_NOT_FOUND");
  const hint = isNotLoaded ? { hint: notWhole } : {};
  return new HiapiError("unexpected", `unexpected: ${messageOf(thrown)}`, { ...hint, cause: thrown });
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Text as one printable line: control characters and bidirectional marks become spaces, the rest is cut at `max` characters.
 * For words that come from outside (answers, the update manifest, file names).
 */
export function oneLine(text: string, max: number): string {
  const flat = text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ").trim();
  return flat.length <= max ? flat : `${flat.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** A value as it may stand in a message: quoted, one line, data URIs and long text cut short. */
export function quote(given: unknown): string {
  if (given === undefined) return "nothing";
  const text = typeof given === "string" ? given : (JSON.stringify(given) ?? String(given));
  return `"${oneLine(text.replace(/^(data:[^,]{0,60}),.*$/s, "$1,…"), 80)}"`;
}

/** A size for people. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}
