/** What the bench finds: a row for each measure, against its baseline of the same run. */

export interface Row {
  section: SectionName;
  measure: string;
  unit: "ms" | "s" | "MB" | "kB" | "polls";
  ours: number;
  baseline: number;
  /** Ours to the baseline. */
  ratio: number;
  /** What is held to the target, in words; and the target, "" for a measure that only informs. */
  figure: string;
  target: string;
  met?: boolean;
}

export const sectionNames = ["startup", "generate", "detection-delay", "saving", "scale", "flight"] as const;
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

/** A row whose ratio to the baseline has a limit. */
export function atMost(limit: number | undefined, measured: Measured): Row {
  const ratio = measured.ours / measured.baseline;
  const row = { ...measured, ratio, figure: `${ratio.toFixed(2)}× (${amount(measured.ours, measured.unit)})` };
  return limit === undefined ? { ...row, target: "" } : { ...row, target: `≤ ${Number(limit.toFixed(2))}×`, met: ratio <= limit };
}

/** A row that may exceed its baseline by so much, in its unit. */
export function within(margin: number, measured: Measured): Row {
  const { ours, baseline, unit } = measured;
  const figure = `${amount(baseline, unit)} + ${amount(Math.max(0, ours - baseline), unit)}`;
  return {
    ...measured,
    ratio: ours / baseline,
    figure,
    target: `≤ ${amount(baseline, unit)} + ${margin} ${unit}`,
    met: ours - baseline <= margin,
  };
}

/** A row with a limit of its own, whatever the baseline. */
export function below(limit: number, measured: Measured): Row {
  const { ours, baseline, unit } = measured;
  return { ...measured, ratio: ours / baseline, figure: amount(ours, unit), target: `< ${limit} ${unit}`, met: ours < limit };
}

function amount(value: number, unit: Row["unit"]): string {
  const digits = value < 10 ? 2 : Number(value < 100);
  return `${value.toFixed(digits)} ${unit}`;
}
