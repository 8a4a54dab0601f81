/**
 * Whether a text is taken as a task id, whoever names it: HiAPI, the journal or the user (docs/design.md, rule 9). Such an id is neither an
 * option nor a path where it is printed in a command line. Pure.
 */
export function isTaskId(id: unknown): id is string {
  return typeof id === "string" && /^[A-Za-z0-9_:][A-Za-z0-9._:-]{0,127}$/.test(id);
}
