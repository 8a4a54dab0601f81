/** One line of a stream: its text, and where it stands. */
export interface Line {
  /** Empty where the line is too long or is not UTF-8. */
  text: string;
  /** Bytes from the start of the stream to the line, and its length without the line break. */
  offset: number;
  size: number;
}

const newline = 0x0a;

/** Splits a stream of bytes into lines. A line longer than `maxBytes` is not kept, so that no line can fill the memory. */
export async function* readLines(source: AsyncIterable<Uint8Array | string>, maxBytes = 64 * 1024 * 1024): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let parts: Uint8Array[] = [];
  let size = 0;
  let offset = 0;
  const finish = (): Line => {
    const line = { text: size > maxBytes ? "" : decode(decoder, parts), offset, size };
    offset += size + 1;
    parts = [];
    size = 0;
    return line;
  };
  for await (const piece of source) {
    const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      size += end - from;
      if (size <= maxBytes) parts.push(chunk.subarray(from, end));
      yield finish();
      from = end + 1;
    }
    size += chunk.length - from;
    if (size > maxBytes) parts = [];
    else if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (size > 0) yield finish();
}

function decode(decoder: InstanceType<typeof TextDecoder>, parts: readonly Uint8Array[]): string {
  try {
    const [only = new Uint8Array()] = parts;
    return decoder.decode(parts.length > 1 ? Buffer.concat(parts) : only).replace(/\r$/, "");
  } catch {
    return "";
  }
}
