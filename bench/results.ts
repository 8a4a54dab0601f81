/** What the bench finds: one row for each measure, against its baseline of the same run. */

export interface Row {
  section: SectionName;
  measure: string;
  unit: "ms" | "s" | "MB" | "kB" | "looks";
  ours: number;
  baseline: number;
  /** Ours to the baseline. */
  ratio: number;
  /** What the measure is held to, in words; "" for those that only inform. */
  target: string;
  met?: boolean;
}

export const sectionNames = ["startup", "generate", "noticing", "saving", "scale", "flight"] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Findings {
  rows: Row[];
  /** What was left out, and why. */
  notes: string[];
}

/** What a section is given. */
export interface Bench {
  /** The Node that is measured: the path of its program, and its version. */
  node: string;
  nodeVersion: string;
  /** Tells people how far it is. */
  say(words: string): void;
}

type Measured = Pick<Row, "section" | "measure" | "unit" | "ours" | "baseline">;

/** A row whose ratio may be so large. */
export function atMost(limit: number | undefined, measured: Measured): Row {
  const ratio = measured.ours / measured.baseline;
  return {
    ...measured,
    ratio,
    ...(limit === undefined ? { target: "" } : { target: `≤ ${Number(limit.toFixed(2))}×`, met: ratio <= limit }),
  };
}

/** A row that may lie so far above its baseline, in its unit. */
export function within(margin: number, measured: Measured): Row {
  const { ours, baseline, unit } = measured;
  return { ...measured, ratio: ours / baseline, target: `≤ baseline + ${margin} ${unit}`, met: ours - baseline <= margin };
}

/** A row that has a bound of its own, whatever the baseline. */
export function below(limit: number, measured: Measured): Row {
  const { ours, baseline, unit } = measured;
  return { ...measured, ratio: ours / baseline, target: `< ${limit} ${unit}`, met: ours < limit };
}
