import { createInFlight } from "./in-flight.ts";
import type { Journal } from "./journal.ts";

/**
 * A journal with the one of an earlier run beside it, which was kept elsewhere. Nothing new is begun in the earlier one; what was begun in it
 * is found, joined and finished there.
 */
export function withEarlier(journal: Journal, earlier: Journal): Journal {
  const both = [journal, earlier];
  // The requests of a run that joined earlier ones, apart from those that it began.
  const inFlight = createInFlight();
  const holderOf = (id: string) => (earlier.has(id) ? earlier : journal);
  return {
    ...journal,
    folders: both.flatMap(({ folders }) => folders),
    async begin(record, options) {
      const joined = await earlier.join(record, options.inFlight ? { ...options, inFlight } : options);
      return joined ?? journal.begin(record, options);
    },
    record: (entry, event) => holderOf(entry.id).record(entry, event),
    read: (id) => holderOf(id).read(id),
    async unfinished(options) {
      const entries = [...(await journal.unfinished(options)), ...(await earlier.unfinished(options))];
      return entries.sort((one, other) => one.begun.at - other.begun.at);
    },
    get damaged() {
      return new Map([...journal.damaged, ...earlier.damaged]);
    },
    forget: (record) => holderOf(record.id).forget(record),
    body: (entry) => holderOf(entry.id).body(entry),
    archive: (entry) => holderOf(entry.id).archive(entry),
    async *history(lastBytes) {
      for (const { history } of both) yield* history(lastBytes);
    },
    forgetHistory: async () => (await journal.forgetHistory()) + (await earlier.forgetHistory()),
  };
}
