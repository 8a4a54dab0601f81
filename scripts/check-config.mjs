#!/usr/bin/env node
// src/check-config.ts
/** The skill's second script: `check` under its old name. */
const { start } = await import("./hiapi-gpt-image-2.mjs");
await start(["check", ...process.argv.slice(2)]);

export {  };
