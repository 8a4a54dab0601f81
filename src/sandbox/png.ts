import { once } from "node:events";
import { createDeflate } from "node:zlib";

/** Fills one row: red, green, blue (and alpha) for each pixel, 0 to 255; fractions are rounded. */
export type RowPainter = (y: number, row: Float32Array) => void;

const bandBytes = 256 * 1024;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG painted row by row. Rows are filtered and handed to zlib's own thread band by band, with the event loop let go
 * in between, so a large picture holds neither the server nor a whole raster in memory.
 */
export async function encodePng({
  width,
  height,
  alpha,
  paintRow,
}: {
  width: number;
  height: number;
  alpha: boolean;
  paintRow: RowPainter;
}): Promise<Buffer> {
  const channels = alpha ? 4 : 3;
  const deflate = createDeflate({ level: 6, chunkSize: 64 * 1024, memLevel: 9 });
  const chunks = [signature, chunk("IHDR", header(width, height, alpha))];
  deflate.on("data", (piece: Buffer) => chunks.push(chunk("IDAT", piece)));
  const ended = once(deflate, "end");

  const stride = width * channels;
  const rowsPerBand = Math.max(1, Math.floor(bandBytes / stride));
  const floats = new Float32Array(stride);
  let above = new Uint8ClampedArray(stride);
  let row = new Uint8ClampedArray(stride);
  for (let top = 0; top < height; top += rowsPerBand) {
    const rows = Math.min(rowsPerBand, height - top);
    const band = Buffer.allocUnsafe(rows * (stride + 1));
    for (let index = 0; index < rows; index += 1) {
      paintRow(top + index, floats);
      row.set(floats);
      filterRow(band, index * (stride + 1), row, above, channels);
      [row, above] = [above, row];
    }
    if (!deflate.write(band)) await once(deflate, "drain");
    await new Promise(setImmediate);
  }
  deflate.end();
  await ended;
  return Buffer.concat([...chunks, chunk("IEND", Buffer.alloc(0))]);
}

function header(width: number, height: number, alpha: boolean): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes.set([8, alpha ? 6 : 2, 0, 0, 0], 8);
  return bytes;
}

/** Writes a row with the filter Sub or Up, whichever leaves less to compress. */
function filterRow(band: Buffer, at: number, row: Uint8ClampedArray, above: Uint8ClampedArray, channels: number): void {
  const out = at + 1;
  if (!prefersSub(row, above, channels)) {
    band[at] = 2;
    for (let index = 0; index < row.length; index += 1) band[out + index] = (row[index] ?? 0) - (above[index] ?? 0);
    return;
  }
  band[at] = 1;
  for (let index = 0; index < channels; index += 1) band[out + index] = row[index] ?? 0;
  for (let index = channels; index < row.length; index += 1) band[out + index] = (row[index] ?? 0) - (row[index - channels] ?? 0);
}

/** Whether a row differs less from its own left than from the row above, judged by one channel of every fourth pixel. */
function prefersSub(row: Uint8ClampedArray, above: Uint8ClampedArray, channels: number): boolean {
  let subCost = 0;
  let upCost = 0;
  for (let index = channels; index < row.length; index += channels * 4) {
    const value = row[index] ?? 0;
    subCost += Math.abs(value - (row[index - channels] ?? 0));
    upCost += Math.abs(value - (above[index] ?? 0));
  }
  return subCost <= upCost;
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}
