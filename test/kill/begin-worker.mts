import { openJournal } from "../../src/journal/journal.ts";
import { asked } from "./new-record.ts";

/** One of many processes that begin the same requests at the same time; tells which of them it made. */

const [folder = "", name = "", count = "0"] = process.argv.slice(2);
const journal = await openJournal(folder);
process.send?.("ready");
process.once("message", async () => {
  const made: number[] = [];
  for (let index = 0; index < Number(count); index += 1) {
    const { joined } = await journal.begin(asked({ key: `${name}-${index}`, body: `request ${index}` }), { isNew: false });
    if (!joined) made.push(index);
  }
  process.send?.(made, () => process.disconnect());
});
