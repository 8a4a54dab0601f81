// src/shell.ts
/** A word as a POSIX shell takes it whole; on Windows, as cmd and PowerShell do. */
function quoteWord(word, platform = "linux") {
	if (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) && !(platform === "win32" && word.includes("%"))) return word;
	return platform === "win32" ? `"${word.replaceAll("\"", "\"\"")}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
/** A command line from words. */
function commandLine(door, words, platform) {
	return [door, ...words.map((word) => quoteWord(word, platform))].join(" ");
}

export { commandLine, quoteWord };
