import type { RequestRecord } from "../../src/sandbox/request-log.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";

/** A sandbox whose account is kept by API key, so that it can be asked often while thousands of requests come in. */
export interface Bookkeeper extends Sandbox {
  /** The requests of the API key that ends in these four characters. */
  heardFrom(mark: string): readonly RequestRecord[];
}

/** Images are ready soon, and one is painted for each size. */
export async function startBookkeeper(options: Pick<SandboxOptions, "faults"> = {}): Promise<Bookkeeper> {
  const books = new Map<string, RequestRecord[]>();
  const onRequest = (record: RequestRecord) => {
    const mark = record.authorization?.slice(-4) ?? "";
    books.set(mark, [...(books.get(mark) ?? []), record]);
  };
  const sandbox = await startSandbox({ imageMs: 200, samePicture: true, onRequest, ...options });
  return { ...sandbox, heardFrom: (mark) => books.get(mark) ?? [] };
}
