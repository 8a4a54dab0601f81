import { once } from "node:events";
import type { Input } from "../args/index.ts";
import { usageError } from "../errors.ts";
import { codeOf } from "../fs/index.ts";
import type { Context } from "./command.ts";

/** `sandbox`: runs the local HiAPI until a signal ends it. Its address is on stdout as one JSON document. */
export async function run({ options }: Input<"sandbox">, { io, reporter }: Context): Promise<number> {
  const { startSandbox } = await import("../sandbox/server.ts");
  const { parseFaults } = await import("../sandbox/faults/parse.ts");
  const { port, imageMs, samePicture } = options;
  const faults = parseFaults(options.faults ?? "");
  const sandbox = await startSandbox({ port, imageMs, samePicture, faults }).catch((error: unknown) => {
    throw portError(error, port);
  });
  await reporter.document({ ok: true, sandbox: true, url: sandbox.url, requests: `${sandbox.url}/__sandbox/requests` });
  reporter.info("a local HiAPI, nothing is billed. In another terminal:");
  reporter.info(`  export HIAPI_BASE_URL=${sandbox.url} HIAPI_SITE_URL=${sandbox.url} HIAPI_API_KEY=sandbox-key`);
  reporter.info("Ctrl-C ends it");
  try {
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await sandbox.close();
  }
  return 0;
}

function portError(error: unknown, port: number | undefined): unknown {
  const code = codeOf(error);
  if (port === undefined || !["EADDRINUSE", "EACCES"].includes(code)) return error;
  const accepted = "a port that is free, from 1024 to 65535";
  const reason = code === "EACCES" ? "may not be used" : "is taken";
  return usageError([
    { field: "port", given: port, accepted, message: `--port ${port} ${reason}: give another, or leave it out for a free one` },
  ]);
}
