import { quotePrice } from "../api/index.ts";
import { commandLine } from "../args/command-line.ts";
import { commands } from "../args/options.ts";
import type { Parsed } from "../args/parse.ts";
import type { Settings } from "../config.ts";
import { readSettings } from "../config.ts";
import type { Problem } from "../errors.ts";
import { HiapiError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { GenerateOptions, Prepared } from "../pipeline/prepare.ts";
import { newKey, prepareRequest } from "../pipeline/prepare.ts";
import { suggest } from "../request/index.ts";
import type { Reporter } from "../terminal/index.ts";

interface Run {
  argv: readonly string[];
  io: Io;
  reporter: Reporter;
}

/** `generate` from the command line: checks everything, then does what was asked for; answers the exit code. */
export async function runGenerate({ options: given, words, problems }: Parsed, run: Run): Promise<number> {
  const { io, reporter } = run;
  const options: GenerateOptions & { resumeTaskId?: string } = given;
  if (options.resumeTaskId !== undefined) return resumeInstead(options.resumeTaskId, { given, words, problems }, run);
  const settings = readSettings(io.env);
  const prepared = await prepareRequest(options, words, {
    cwd: io.cwd,
    stdin: io.stdin,
    ...(options.sandbox ? {} : { secret: (io.env.HIAPI_API_KEY ?? "").trim() }),
    problems: [...problems, ...countProblems(options), ...(options.sandbox ? [] : settings.problems)],
  });
  for (const notice of [...slipNotice(run.argv, words), ...prepared.notices, ...(options.sandbox ? [] : settings.warnings)])
    reporter.warn(notice);
  if (options.dryRun || options.estimate) return preview(options, prepared, { ...run, settings });
  const { generateImages } = await import("./make.ts");
  const debug = given.debug === true ? reporter.info : undefined;
  return generateImages(options, prepared, { ...run, settings, isSandbox: options.sandbox === true, debug });
}

/** A key names one image. */
function countProblems({ count = 1, idempotencyKey }: GenerateOptions): Problem[] {
  if (count === 1 || idempotencyKey === undefined) return [];
  const message = `--count ${count} cannot be combined with --idempotency-key, which names one image: leave one of them out`;
  return [{ field: "count", given: count, accepted: "1 with an idempotency key", message }];
}

/** A prompt of one word that is nearly a command's name may be a slip of the hand: it is drawn, and that is said. */
function slipNotice([first]: readonly string[], [word = "", ...more]: readonly string[]): string[] {
  if (more.length > 0 || word.length < 5 || /\s/.test(word) || first === "generate") return [];
  const near = suggest(word, Object.keys(commands));
  return near === undefined ? [] : [`"${word}" is taken as the prompt; the command is called ${near}`];
}

/** `--dry-run` and `--estimate`: the payload, the key, the command that would send it; nothing is created. */
async function preview(
  options: GenerateOptions,
  prepared: Prepared,
  { argv, io, reporter, settings }: Run & { settings: Settings },
): Promise<number> {
  const { count = 1 } = options;
  // Several images have a key each, made when they are.
  const idempotencyKey = count > 1 ? undefined : (options.idempotencyKey?.trim() ?? newKey());
  const flag = options.idempotencyKey === undefined && idempotencyKey ? [`--idempotency-key=${idempotencyKey}`] : [];
  const next = commandLine(io.door, payingWords(argv, [...flag, ...promptFlag(options, prepared)]), io.platform);
  const document = { paidTaskCreated: false, payload: prepared.payload, ...(idempotencyKey ? { idempotencyKey } : { count }), next };
  if (!options.estimate) {
    await reporter.document({ ok: true, ...document });
    return 0;
  }
  const { openSandboxSession, openSession } = await import("../pipeline/index.ts");
  const session = options.sandbox
    ? await openSandboxSession(io)
    : await openSession({ settings, env: io.env, signal: io.signal, needsKey: false });
  try {
    const { error, ...quote } = { error: undefined, ...(await quotePrice(session.api, prepared.payload, io.signal)) };
    if (error)
      throw new HiapiError(error.kind, error.message, {
        ...error.facts,
        ...(idempotencyKey ? { idempotencyKey } : {}),
        beside: { ...document, ...quote },
      });
    const total = count > 1 && quote.estimate ? { totalUsd: Math.round(quote.estimate.estimatedUsd * count * 1e6) / 1e6 } : {};
    await reporter.document({ ok: true, ...document, ...quote, ...total, ...(options.sandbox ? { sandbox: true } : {}) });
    return 0;
  } finally {
    await session.close();
  }
}

/** What was read from stdin cannot be read again: the command carries it. */
function promptFlag({ promptFile }: GenerateOptions, { payload }: Prepared): string[] {
  return promptFile === "-" ? [`--prompt=${String(payload.input.prompt)}`] : [];
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

/** `--resume-task-id <id>` is `resume <id>`: what only a new request could use is refused. */
async function resumeInstead(
  id: string,
  { given, words, problems }: Pick<Parsed, "words" | "problems"> & { given: Record<string, unknown> },
  run: Run,
): Promise<number> {
  const { resumeTaskId: _, ...rest } = given;
  const shared = ["outputDir", "name", "save", "timeoutMs", "pollIntervalMs", "preview", "json", "quiet", "color", "debug"];
  const flagOf = (key: string) => commands.generate.options.find((option) => option.key === key)?.flags.match(/--[a-z-]+/)?.[0] ?? key;
  const strange = Object.keys(rest)
    .filter((key) => !shared.includes(key))
    .map(flagOf);
  const extra = [...(words.length > 0 ? [`the words "${words.join(" ").slice(0, 60)}"`] : []), ...strange];
  const refused = extra.map((what) => ({
    field: "resume-task-id",
    given: what,
    accepted: "output-dir, name, no-save, timeout, poll-interval, preview",
    message: `--resume-task-id creates nothing: leave out ${what}`,
  }));
  if (problems.length + refused.length > 0) throw usageError([...problems, ...refused]);
  const { runResume } = await import("./resume.ts");
  return runResume([id], rest, run);
}
