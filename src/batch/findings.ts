import type { Problem } from "../errors.ts";
import { HiapiError } from "../errors.ts";

const shownProblems = 100;
const shownNotices = 20;

export type Findings = ReturnType<typeof createFindings>;

/** Collects what the check of a batch finds: the problems and notices of all its lines. */
export function createFindings() {
  const first: Problem[] = [];
  const noticed = new Map<string, number>();
  let refused = 0;
  let count = 0;
  return {
    refuse(line: number, problems: readonly Problem[]): void {
      refused += 1;
      count += problems.length;
      const shown = problems.slice(0, Math.max(0, shownProblems - first.length));
      first.push(...shown.map((problem) => ({ ...problem, line, message: `line ${line}: ${problem.message}` })));
    },
    notice(notices: readonly string[]): void {
      for (const notice of notices) noticed.set(notice, (noticed.get(notice) ?? 0) + 1);
    },
    /** Throws one usage error with the first problems and a count, if there are any. */
    throwIfRefused(lines: number): void {
      if (refused === 0) return;
      const some = count > first.length ? `; the first ${first.length} are listed` : "";
      const problems = `${count} ${count === 1 ? "problem" : "problems"}${some}`;
      throw new HiapiError("usage", `${refused} of ${lines} lines cannot be used, ${problems}: ${first[0]?.message ?? ""}`, {
        problems: first,
        hint: "nothing was sent: mend these lines and run the same command again",
      });
    },
    /** Each notice once, with the number of its lines. */
    notices(): string[] {
      const lines = [...noticed].map(([notice, times]) => (times === 1 ? notice : `${notice} (${times} lines)`));
      if (lines.length <= shownNotices) return lines;
      return [...lines.slice(0, shownNotices), `and ${lines.length - shownNotices} more of the kind`];
    },
  };
}
