/**
 * Kills an install at one of its effects on the disk: `HIAPI_KILL_AT` is `before:<n>`, `half:<n>` or `after:<n>`, counted from 1.
 * `HIAPI_KILL_TRACE` names a file that takes the effects, a line each. Loaded with `node --import`.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const { HIAPI_KILL_AT: target, HIAPI_KILL_TRACE: trace } = process.env;
const original = { ...fs };
let count = 0;

function at(moment, number) {
  if (target !== `${moment}:${number}`) return;
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

function effect(name, half) {
  const act = original[name];
  fs[name] = async (path, ...rest) => {
    count += 1;
    const number = count;
    if (trace) appendFileSync(trace, `${name} ${path}\n`);
    at("before", number);
    if (target === `half:${number}`) await half?.(path, ...rest);
    at("half", number);
    try {
      return await act(path, ...rest);
    } finally {
      at("after", number);
    }
  };
}

effect("mkdir");
effect("rename");
effect("rmdir");
effect("writeFile", (path, data) => writeFileSync(path, data.subarray(0, data.length / 2)));
// Half a removal takes away what makes the folder a skill, and some of the rest.
effect("rm", async (path) => {
  for (const part of ["SKILL.md", "references"]) await original.rm(join(path, part), { recursive: true, force: true });
});
syncBuiltinESMExports();
