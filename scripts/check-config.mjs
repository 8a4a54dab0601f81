#!/usr/bin/env node
// src/check-config.ts
/** The skill's second script: `check` under its old name. The door knows this file by its name and takes it for its own. */
process.argv.splice(2, 0, "check");
await import("./hiapi-gpt-image-2.mjs");

export {  };
