/** One process that makes many images, several at a time, through the built program; tells its parent of each document. */
import { pathToFileURL } from "node:url";

const [library, script, commands] = process.argv.slice(2);
const { runProcess } = await import(pathToFileURL(library).href);

// Each run listens to signals and ends its process; here many of them share one.
process.exit = () => undefined;
process.setMaxListeners(0);
const { stdout, stderr } = process;

const queue = JSON.parse(commands);
async function lane() {
  for (let argv = queue.shift(); argv; argv = queue.shift()) {
    const code = await runProcess({ argv, version: "0", script, stdout, stderr });
    process.send({ prompt: argv[0], code });
  }
}
await Promise.all(Array.from({ length: 4 }, lane));
process.disconnect();
