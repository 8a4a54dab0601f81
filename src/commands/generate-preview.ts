import type { OptionsOf } from "../args/index.ts";
import { commandLine } from "../args/index.ts";
import type { Settings } from "../config.ts";
import type { Io } from "../io.ts";
import type { Prepared } from "../pipeline/prepare.ts";
import { newKey } from "../pipeline/prepare.ts";
import type { Context } from "./command.ts";

export interface Preview {
  options: OptionsOf<"generate">;
  prepared: Prepared;
  settings: Settings;
}

/** `--dry-run` and `--estimate`: the payload, the key, and the command that would send it; nothing is created. */
export async function previewRequest(preview: Preview, context: Context): Promise<number> {
  const { options, prepared } = preview;
  const { argv, io, reporter } = context;
  const { count = 1 } = options;
  // Several images have a key each, made when they are.
  const idempotencyKey = count > 1 ? undefined : (prepared.key ?? newKey());
  const flag = options.idempotencyKey === undefined && idempotencyKey ? [`--idempotency-key=${idempotencyKey}`] : [];
  // What was read from stdin cannot be read again: the command carries it.
  const prompt = options.promptFile === "-" ? [`--prompt=${String(prepared.payload.input.prompt)}`] : [];
  const next = commandLine(io.invocation, payingWords(argv, [...flag, ...prompt]), io.platform);
  const document = { paidTaskCreated: false, payload: prepared.payload, ...(idempotencyKey ? { idempotencyKey } : { count }), next };
  if (!options.estimate) {
    await reporter.document({ ok: true, ...document });
    return 0;
  }
  const { error, ...quote } = { error: undefined, ...(await quotePayload(preview, io)) };
  if (error) throw error.with({ idempotencyKey, beside: { ...document, ...quote } });
  const total = count > 1 && quote.estimate ? { totalUsd: Math.round(quote.estimate.estimatedUsd * count * 1e6) / 1e6 } : {};
  await reporter.document({ ok: true, ...document, ...quote, ...total, sandbox: options.sandbox || undefined });
  return 0;
}

/** HTTP is loaded here: `--dry-run` needs none. */
async function quotePayload({ options, prepared, settings }: Preview, io: Io) {
  const { withSession } = await import("../pipeline/index.ts");
  const { quotePrice } = await import("../api/index.ts");
  const asked = { io, settings, isSandbox: options.sandbox, needsKey: false };
  return withSession(asked, ({ api, signal }) => quotePrice(api, prepared.payload, signal));
}

function isStdin(argv: readonly string[], index: number): boolean {
  const at = argv[index] === "-" ? index - 1 : index;
  return argv[at] === "--prompt-file" && argv[at + 1] === "-";
}

/** The words of a preview as the command that pays: words behind `--` belong to the prompt and stay. */
function payingWords(argv: readonly string[], more: readonly string[]): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const options = argv
    .slice(0, end)
    .filter((word, index) => !["--dry-run", "--estimate", "--prompt-file=-"].includes(word) && !isStdin(argv, index));
  return [...options, ...more, ...argv.slice(end)];
}
