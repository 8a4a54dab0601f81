/** One process that makes many images, several at a time, through the built program; reports each to its parent. */
import { pathToFileURL } from "node:url";

const [startModule, script, commands] = process.argv.slice(2);
const { start } = await import(pathToFileURL(startModule).href);

// Each run listens to signals and ends its process; here many of them share one.
process.exit = () => undefined;
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

const queue = JSON.parse(commands);
async function makeNext() {
  for (let argv = queue.shift(); argv; argv = queue.shift()) {
    await start({ argv, version: "0", script });
    process.send({ prompt: argv[0], code: process.exitCode });
    process.exitCode = 0;
  }
}
await Promise.all(Array.from({ length: 4 }, makeNext));
process.disconnect();
