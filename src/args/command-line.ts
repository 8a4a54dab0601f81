/**
 * A word as a shell takes it whole: a POSIX shell, or on Windows both cmd and PowerShell. These two agree on double quotes, but not
 * on `$`, a backtick, `%` and `!` within them: there a word with one of these is quoted as cmd takes it, and no line serves both.
 */
export function quoteWord(word: string, platform = "linux"): string {
  if (platform === "win32") return /^[\w./:\\+-]+$/.test(word) && !word.endsWith("\\") ? word : doubleQuoted(word);
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : singleQuoted(word);
}

/** A command line from words. */
export function commandLine(invocation: string, words: readonly string[], platform?: string): string {
  return [invocation, ...words.map((word) => quoteWord(word, platform))].join(" ");
}

/** How this program was called: by which file, as what, and by which command of npm. */
export interface Call {
  /** The main script. */
  script: string;
  /** What stood first on the command line: the script, or the link to it that was run. */
  called: string;
  platform: string;
  npmCommand?: string | undefined;
}

/** The start of a line that calls the program again: through npx or the installed command when it was called so, else by its file. */
export function invocationOf({ script, called, platform, npmCommand }: Call): string {
  const isPackage = /[\\/]node_modules[\\/]/.test(script);
  if (isPackage && npmCommand === "exec") return "npx hiapi-img";
  const name = called.split(platform === "win32" ? /[\\/]/ : "/").at(-1) ?? "";
  const isCommand = isPackage || name.startsWith("hiapi-");
  // A shell on Windows does not run a script by its name, and PowerShell takes a quoted path for a text.
  if (isCommand && !/\.[mc]?[jt]s$/.test(name) && platform !== "win32") return quoteWord(called, platform);
  return `node ${platform === "win32" ? doubleQuoted(script) : singleQuoted(script)}`;
}

function singleQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** As the C runtime of Windows takes an argument apart: backslashes count double before a quote, and nowhere else. */
function doubleQuoted(word: string): string {
  return `"${word.replace(/(\\*)("|$)/g, (_, slashes: string, quote: string) => `${slashes}${slashes}${quote}${quote}`)}"`;
}
