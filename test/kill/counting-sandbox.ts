import type { RequestRecord } from "../../src/sandbox/request-log.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";

/** A sandbox whose requests can be told apart by API key. */
export interface CountingSandbox extends Sandbox {
  /** The requests of the API key that ends in these four characters. */
  requestsOf(mark: string): readonly RequestRecord[];
}

/** Images are ready soon, and one is painted for each size. */
export async function startCountingSandbox(options: Pick<SandboxOptions, "faults"> = {}): Promise<CountingSandbox> {
  const sandbox = await startSandbox({ imageMs: 200, samePicture: true, ...options });
  return { ...sandbox, requestsOf: (mark) => sandbox.requests().filter(({ authorization }) => authorization?.endsWith(mark)) };
}
