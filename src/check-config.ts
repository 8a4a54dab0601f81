/** The second script of the skill: the command `check` under its old name. The main script recognises this file by its name. */
process.argv.splice(2, 0, "check");
await import("./cli.ts");

export {};
