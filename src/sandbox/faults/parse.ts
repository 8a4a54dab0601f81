import type { Problem } from "../../errors.ts";
import { quote, usageError } from "../../errors.ts";
import { suggest } from "../../request/index.ts";
import type { Call, RecordedCall } from "../request-log.ts";
import { calls } from "../request-log.ts";
import type { FaultName } from "./kinds.ts";
import { faultKinds, values } from "./kinds.ts";

/** A rule: which fault, on which call, how often. */
export interface Fault {
  call: Call | "any";
  fault: FaultName;
  value?: string | number | undefined;
  /** Goes with `status`: seconds. */
  retryAfter?: number | undefined;
  /** Goes with `status`: an error code in place of the usual one. */
  code?: string | undefined;
  /** Goes with `embedded`: an HTTP status other than 200. */
  status?: number | undefined;
  /** How many calls it applies to; all when absent. */
  count?: number | undefined;
  /** How many of those calls pass before. */
  after?: number | undefined;
}

const faultSyntax = "call:fault[=value][*count][+after], separated by commas";

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
  const problems = parsed.flatMap((result) => ("fault" in result ? [] : [result]));
  if (problems.length > 0) throw usageError(problems, "hiapi-img sandbox --help lists the faults");
  return parsed.flatMap((result) => ("fault" in result ? [result] : []));
}

function parseRule(rule: string): Fault | Problem {
  const [, callName, name, text, count, after] = /^([a-z]+):([a-z0-9-]+)(?:=(.*?))?(?:\*(\d{1,9}))?(?:\+(\d{1,9}))?$/.exec(rule) ?? [];
  if (callName === undefined || name === undefined) return unsupported(rule, faultSyntax);
  const call = [...calls, "any" as const].find((known) => known === callName);
  if (!call) return unsupported(rule, [...calls, "any"], callName);
  const possible = faultKinds.filter((kind) => call === "any" || kind.calls.includes(call));
  const kind = possible.find((known) => known.name === name);
  const names = possible.map((known) => known.name);
  if (!kind) return unsupported(rule, names, name);
  const groups = text === undefined ? {} : kind.value && values[kind.value].exec(text)?.groups;
  if (!groups || (text === undefined && kind.value && !kind.optional))
    return unsupported(rule, kind.value === undefined ? `${name} without a value` : `${name}=${kind.value}`);
  const { value, retryAfter, code, status } = groups;
  return {
    call,
    fault: kind.name,
    value: value && /^\d+$/.test(value) ? Number(value) : value,
    retryAfter: numberOf(retryAfter),
    code,
    status: numberOf(status),
    count: numberOf(count),
    after: numberOf(after),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function unsupported(rule: string, accepted: readonly string[] | string, word?: string): Problem {
  const list = typeof accepted === "string" ? accepted : `one of ${accepted.join(", ")}`;
  const near = word !== undefined && typeof accepted !== "string" ? suggest(word, accepted) : undefined;
  const message = `Unsupported fault ${quote(rule)}: use ${list}${near ? `; did you mean ${near}?` : ""}`;
  return { field: "faults", given: rule, accepted, message };
}

/** The fault of one request, and its delay. */
export interface PlannedFault {
  delayMs: number;
  fault?: Fault;
}

export type FaultPlan = ReturnType<typeof createFaultPlan>;

/** Counts calls against the rules. Delays add up; of other faults only the first that is due applies. */
export function createFaultPlan(faults: readonly Fault[]) {
  const rules = faults.map((fault) => ({ fault, seen: 0, used: 0 }));
  return {
    /** The fault of the next call; `finished` says whether its task has succeeded. */
    take(call: RecordedCall, finished: boolean): PlannedFault {
      const planned: PlannedFault = { delayMs: 0 };
      for (const rule of rules.filter(({ fault }) => appliesTo(fault, call, finished))) {
        const { fault } = rule;
        rule.seen += 1;
        const isDue = rule.seen > (fault.after ?? 0) && rule.used < (fault.count ?? Number.POSITIVE_INFINITY);
        const isDelay = fault.fault === "delay";
        if (!isDue || (!isDelay && planned.fault)) continue;
        rule.used += 1;
        if (isDelay) planned.delayMs += Number(fault.value);
        else planned.fault = fault;
      }
      return planned;
    },
  };
}

function appliesTo({ call: wanted, fault }: Fault, call: RecordedCall, finished: boolean): boolean {
  const kind = faultKinds.find(({ name }) => name === fault);
  const isCall = (wanted === "any" || wanted === call) && kind?.calls.some((known) => known === call);
  return Boolean(isCall) && (finished || call !== "detail" || !kind?.late);
}

/** A fault in a few words, for the request log. */
export function faultLabel({ delayMs, fault }: PlannedFault): string | undefined {
  const words = [
    ...(delayMs > 0 ? [`delay=${delayMs}`] : []),
    ...(fault ? [fault.value === undefined ? fault.fault : `${fault.fault}=${fault.value}`] : []),
  ];
  return words.length > 0 ? words.join(" ") : undefined;
}
