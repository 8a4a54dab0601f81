import type { Problem } from "../../errors.ts";
import { quote, usageError } from "../../errors.ts";
import { suggest } from "../../request/index.ts";
import type { Call, RecordedCall } from "../request-log.ts";
import { calls } from "../request-log.ts";
import type { FaultKind, FaultName } from "./kinds.ts";
import { faultKinds } from "./kinds.ts";

/** A rule: which fault, on which call, how often. */
export interface Fault {
  call: Call | "any";
  fault: FaultName;
  value?: string | number;
  /** Goes with `status`: seconds. */
  retryAfter?: number;
  /** Goes with `status`: an error code in place of the usual one. */
  code?: string;
  /** Goes with `embedded`: an HTTP status other than 200. */
  status?: number;
  /** How many calls it applies to; all when absent. */
  count?: number;
  /** How many of those calls pass before. */
  after?: number;
}

export const faultSyntax = "call:fault[=value][*count][+after], separated by commas";

/**
 * Parses the rules of the command line, such as `create:status=429/3*2,image:expired*1+1`.
 * Throws one usage error with every invalid rule.
 */
export function parseFaults(text: string): Fault[] {
  const rules = text
    .split(/,(?=\s*[a-z]+:[a-z])/)
    .map((rule) => rule.trim())
    .filter((rule) => rule !== "");
  const parsed = rules.map(parseRule);
  const problems = parsed.flatMap((result) => ("problem" in result ? [result.problem] : []));
  if (problems.length > 0) throw usageError(problems, "hiapi-img sandbox --help lists the faults");
  return parsed.flatMap((result) => ("fault" in result ? [result.fault] : []));
}

function parseRule(rule: string): { fault: Fault } | { problem: Problem } {
  const [, callName, name, value, count, after] = /^([a-z]+):([a-z0-9-]+)(?:=(.*?))?(?:\*(\d{1,9}))?(?:\+(\d{1,9}))?$/.exec(rule) ?? [];
  if (callName === undefined || name === undefined) return bad(rule, faultSyntax);
  const call = [...calls, "any" as const].find((known) => known === callName);
  if (!call) return bad(rule, [...calls, "any"], callName);
  const possible = faultKinds.filter((kind) => call === "any" || kind.calls.some((known) => known === call));
  const kind = possible.find((known) => known.name === name);
  if (!kind)
    return bad(
      rule,
      possible.map((known) => known.name),
      name,
    );
  if (!accepts(kind, value)) return bad(rule, kind.value === undefined ? `${name} without a value` : `${name}=${kind.value}`);
  const often = { ...(count ? { count: Number(count) } : {}), ...(after ? { after: Number(after) } : {}) };
  return { fault: { call, fault: kind.name, ...readValue(kind.name, value), ...often } };
}

function accepts(kind: FaultKind, value: string | undefined): boolean {
  if (value === undefined) return kind.value === undefined || kind.optional === true;
  return kind.pattern?.test(value) ?? false;
}

function readValue(name: FaultName, value: string | undefined): Partial<Fault> {
  if (value === undefined) return {};
  if (name === "status") {
    const [status, ...more] = value.split("/");
    const seconds = more.find((part) => /^\d+$/.test(part));
    const code = more.find((part) => !/^\d+$/.test(part));
    return { value: Number(status), ...(seconds ? { retryAfter: Number(seconds) } : {}), ...(code ? { code } : {}) };
  }
  if (name === "embedded") {
    const [code = "", status] = value.split("/");
    return { value: code, ...(status ? { status: Number(status) } : {}) };
  }
  return { value: /^\d+$/.test(value) ? Number(value) : value };
}

function bad(rule: string, accepted: readonly string[] | string, word?: string): { problem: Problem } {
  const list = typeof accepted === "string" ? accepted : `one of ${accepted.join(", ")}`;
  const near = word !== undefined && typeof accepted !== "string" ? suggest(word, accepted) : undefined;
  const message = `Unsupported fault ${quote(rule)}: use ${list}${near ? `; did you mean ${near}?` : ""}`;
  return { problem: { field: "faults", given: rule, accepted, message } };
}

/** The fault of one request, and its delay. */
export interface PlannedFault {
  delayMs: number;
  fault?: Fault;
}

interface Rule {
  fault: Fault;
  kind: FaultKind;
  seen: number;
  used: number;
}

export type FaultPlan = ReturnType<typeof createFaultPlan>;

/** Counts calls against the rules. Delays add up; of other faults only the first that is due applies. */
export function createFaultPlan(faults: readonly Fault[]) {
  const rules = faults.flatMap((fault): Rule[] =>
    faultKinds.filter(({ name }) => name === fault.fault).map((kind) => ({ fault, kind, seen: 0, used: 0 })),
  );
  return {
    /** The fault of the next call; `finished` says whether its task has succeeded. */
    take(call: RecordedCall, finished: boolean): PlannedFault {
      const planned: PlannedFault = { delayMs: 0 };
      for (const rule of rules.filter((candidate) => hits(candidate, call, finished))) {
        rule.seen += 1;
        const { fault } = rule;
        const isDelay = fault.fault === "delay";
        if (!isDue(rule) || (!isDelay && planned.fault)) continue;
        rule.used += 1;
        if (isDelay) planned.delayMs += Number(fault.value);
        else planned.fault = fault;
      }
      return planned;
    },
  };
}

function hits({ fault, kind }: Rule, call: RecordedCall, finished: boolean): boolean {
  const isCall = (fault.call === "any" || fault.call === call) && kind.calls.some((known) => known === call);
  return isCall && (finished || call !== "detail" || !kind.late);
}

function isDue({ fault, seen, used }: Rule): boolean {
  return seen > (fault.after ?? 0) && used < (fault.count ?? Number.POSITIVE_INFINITY);
}

/** A fault in a few words, for the request log. */
export function faultLabel({ delayMs, fault }: PlannedFault): string | undefined {
  const words = [
    ...(delayMs > 0 ? [`delay=${delayMs}`] : []),
    ...(fault ? [fault.value === undefined ? fault.fault : `${fault.fault}=${fault.value}`] : []),
  ];
  return words.length > 0 ? words.join(" ") : undefined;
}
