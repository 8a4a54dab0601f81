import { link, open, readFile } from "node:fs/promises";

/** Writing so that a crash at any instruction leaves the whole or nothing. */

/** One line, whole or torn but never glued to another: it begins on a line of its own. Synced before it counts. */
export async function append(path: string, line: string, flags: number): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(`\n${line}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A new file with this text, synced. Throws EEXIST when there is one. */
export async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a finished draft its name; false when the name is taken. */
export async function linkNew(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error))) throw error;
  }
  // No links here: made exclusively and written at once; whoever meets it unwritten takes the next name.
  const text = await readFile(draft, "utf8");
  try {
    await writeNew(path, text);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Makes names in a folder durable; some systems cannot, and then it is their best. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** The code of a system error, such as ENOENT; "" for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? String(Reflect.get(error, "code") ?? "") : "";
}

/** For a catch: what is not there is undefined, any other failure goes on. */
export function absent(error: unknown): undefined {
  if (codeOf(error) === "ENOENT") return undefined;
  throw error;
}
