import { fstatSync, statSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import type { Stream } from "../io.ts";

/**
 * stdout or stderr by its descriptor. To make `process.stdout` takes 5 ms, for sockets that a pipe or a file does not need: those are written to
 * at once, as Node does it in the end. A terminal gets the stream of the process.
 * @param open makes the stream of the process
 * @param onError called when it cannot be written: its reader went away, a disk is full
 */
export function openOutput(fd: number, open: () => NodeJS.WriteStream, onError: () => void): Stream {
  const opened = () => open().on("error", onError);
  if (!isPipeOrFile(fd)) return opened();
  let stream: NodeJS.WriteStream | undefined;
  return {
    write(text, done) {
      if (stream) return void stream.write(text, done);
      let rest: Uint8Array = Buffer.from(text);
      try {
        while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
        done?.();
      } catch (error) {
        if (isBusy(error)) {
          stream = opened();
          return void stream.write(rest, done);
        }
        onError();
        done?.(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
}

function isPipeOrFile(fd: number): boolean {
  try {
    const kind = fstatSync(fd);
    return kind.isFIFO() || kind.isFile() || kind.isSocket() || (kind.isCharacterDevice() && kind.rdev === statSync(devNull).rdev);
  } catch {
    return false;
  }
}

/** The reader is slow, and whoever shares the pipe has set it not to wait: then the stream of the process waits. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
