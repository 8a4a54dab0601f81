/** The second script of the skill: the command `check` under its old name. The main script recognises this file by its name. */
process.argv.splice(2, 0, "check");
try {
  const main = await import("./cli.ts");
  if (!("parseArgs" in main)) throw new Error("the main script is empty");
} catch (error) {
  const message = `the main script beside this one is missing or cut off: ${error}`;
  const hint = "install it again, or copy its whole folder, then run the same command again";
  process.stderr.write(`error: ${message}\n`);
  process.stdout.write(`${JSON.stringify({ ok: false, error: { kind: "unexpected", message, hint, retryable: false } }, null, 2)}\n`);
  process.exitCode = 1;
}

export {};
