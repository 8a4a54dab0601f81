/** A word as a POSIX shell takes it whole; on Windows, as cmd and PowerShell do. */
export function quoteWord(word: string, platform = "linux"): string {
  if (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) && !(platform === "win32" && word.includes("%"))) return word;
  return platform === "win32" ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line from words. */
export function commandLine(door: string, words: readonly string[], platform?: string): string {
  return [door, ...words.map((word) => quoteWord(word, platform))].join(" ");
}
