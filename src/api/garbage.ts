import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Memory that was read into and is done with. V8 sees the small objects and not the buffers behind them, and lets 64 MB of
 * these come together before it frees any (Node 24): a download would cost as much.
 */

/** What may lie about, in bytes. To free it takes about a millisecond; a picture of usual size never comes to it. */
const most = 4 * 1024 * 1024;

let lying = 0;
let collect: ((type: "minor" | "major") => void) | undefined;

/** Counts bytes of buffers that nobody holds any more, over all downloads and answers of the process; frees them when they are many. */
export function dropped(bytes: number): void {
  lying += bytes;
  if (lying < most) return;
  free("minor");
}

/** The same for what was held long enough to count as old: an answer of tens of megabytes. */
export function droppedWhole(bytes: number): void {
  if (bytes >= most) free("major");
}

function free(type: "minor" | "major"): void {
  lying = 0;
  collect ??= collector();
  collect(type);
}

/** V8's own collection, to which this flag is the only door; nothing where it cannot be had. */
function collector(): (type: "minor" | "major") => void {
  try {
    setFlagsFromString("--expose-gc");
    const gc: unknown = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    return typeof gc === "function" ? (type) => gc({ type }) : () => undefined;
  } catch {
    return () => undefined;
  }
}
