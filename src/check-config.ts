/** The skill's second script: `check` under its old name. */
const { start } = await import("./cli.ts");
await start(["check", ...process.argv.slice(2)]);

export {};
