// Fails where package-lock.json has a package without an integrity hash: node tools/check-lock.mjs [lock file]
import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync(process.argv[2] ?? "package-lock.json", "utf8"));
const missing = Object.keys(packages).filter((path) => path !== "" && !packages[path].integrity);
for (const path of missing) console.error(`package-lock.json: ${path} has no integrity hash`);
process.exitCode = missing.length === 0 ? 0 : 1;
