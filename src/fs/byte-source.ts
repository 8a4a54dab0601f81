import type { FileHandle } from "node:fs/promises";

/** Bytes that can be read at any offset. `read` returns fewer at the end; what it returns is valid until the next read. */
export interface ByteSource {
  size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The bytes of an open file, read into one buffer that is used again: many reads of a large file leave no garbage. */
export function byteSource(file: FileHandle, size: number): ByteSource {
  let buffer = Buffer.alloc(0);
  return {
    size,
    async read(offset, length) {
      if (buffer.length < length) buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}
