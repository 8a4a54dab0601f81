/** One process that makes many images, several at a time, through the built program; tells its parent of each document. */
import { pathToFileURL } from "node:url";

const [library, script, commands] = process.argv.slice(2);
const { runProcess } = await import(pathToFileURL(library).href);

// Each run listens to signals and streams, and ends its process; here many of them share one.
process.exit = () => undefined;
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

const queue = JSON.parse(commands);
async function lane() {
  for (let argv = queue.shift(); argv; argv = queue.shift()) {
    await runProcess({ argv, version: "0", script });
    process.send({ prompt: argv[0], code: process.exitCode });
  }
}
await Promise.all(Array.from({ length: 4 }, lane));
process.disconnect();
