import { contractVersion } from "../api/index.ts";
import type { Input } from "../args/index.ts";
import type { Settings } from "../config.ts";
import { keyIn, readKey, readSettings } from "../config.ts";
import { HiapiError, quote, usageError } from "../errors.ts";
import { isWritable } from "../fs/index.ts";
import { outputPlace } from "../images/index.ts";
import type { Io } from "../io.ts";
import { checkLive } from "./check-live.ts";
import type { Context } from "./command.ts";

/** `check`: whether this machine is ready to make images; with `--live`, whether HiAPI takes the key. Never shows the key, changes nothing. */
export async function run({ options }: Input<"check">, { io, reporter }: Context): Promise<number> {
  const settings = readSettings(io.env);
  for (const warning of settings.warnings) reporter.warn(warning);
  const facts = await factsOf(settings, io, (await outputPlace(options.outputDir, io)).outputDir);
  const problem = problemOf(settings, io);
  const { error, ...live } = options.live && !problem ? await checkLive(settings, io) : { error: problem };
  if (error) throw error.with({ beside: { ...facts, ...live } });
  for (const { model, field, here, live: theirs } of ("drift" in live && live.drift) || [])
    reporter.warn(`${model}: ${field} is ${quote(here)} here and ${quote(theirs)} in HiAPI's live schema`);
  await reporter.document({ ok: true, ...facts, ...live });
  return 0;
}

async function factsOf(settings: Settings, io: Io, outputDir: string) {
  return {
    baseUrl: settings.baseUrl,
    apiKeyConfigured: keyIn(io.env) !== "",
    liveChecked: false,
    version: io.version,
    contractVersion,
    node: io.nodeVersion,
    proxy: proxyInEffect(settings),
    extraCaCerts: io.env.NODE_EXTRA_CA_CERTS ?? null,
    outputDir,
    outputDirWritable: await isWritable(outputDir),
    warnings: settings.warnings,
  };
}

function problemOf(settings: Settings, io: Io): HiapiError | undefined {
  if (settings.problems.length > 0) return usageError(settings.problems, "correct the environment variable or unset it");
  try {
    readKey(io.env);
    return undefined;
  } catch (error) {
    return error instanceof HiapiError ? error : undefined;
  }
}

/** The proxy that a call to the API would take, without its credentials; null when it goes direct. */
function proxyInEffect({ baseUrl, proxy }: Settings): string | null {
  const used = baseUrl.startsWith("https:") ? proxy.httpsProxy : proxy.httpProxy;
  return used ? new URL(used).origin : null;
}
