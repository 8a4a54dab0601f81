import { megabytes } from "../errors.ts";
import { noSpinner } from "../terminal/index.ts";
import type { Log } from "./session.ts";

/** A smaller body has left before anybody could read how much of it is sent. */
const leastShownBytes = 1_000_000;

/** A progress line for the person who waits until a large body is sent. */
export async function showUpload(body: string, log: Log) {
  const total = Buffer.byteLength(body);
  let sent = 0;
  const line = () => (sent < total ? `sending ${megabytes(sent)} of ${megabytes(total)}` : `sent ${megabytes(total)}, no answer yet`);
  const spinner = await (total < leastShownBytes ? noSpinner() : log.spinner(line));
  return {
    onSend(sentBytes: number): void {
      sent = sentBytes;
    },
    stop: spinner.stop,
  };
}
