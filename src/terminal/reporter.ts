import { oneLine } from "../errors.ts";
import type { Stream } from "../io.ts";

/** All that a person or a program sees: one JSON document on stdout, words on stderr, a spinner on a terminal only. */

export interface ReporterOptions {
  stdout: Stream;
  stderr: Stream;
  quiet?: boolean | undefined;
  color?: boolean | undefined;
  /** Documents on one line each. */
  isCompact?: boolean | undefined;
  /** A terminal that only takes lines, such as a screen reader's: nothing is drawn over. */
  plain?: boolean | undefined;
  /** Texts that must never be shown; the API key. */
  secrets: readonly string[];
}

export interface Reporter {
  /** Writes the one document of the run; resolves once it was handed over: true when all of it was taken. */
  document(document: unknown): Promise<boolean>;
  /** Writes plain text to stdout: help, version, tables. */
  text(text: string): Promise<boolean>;
  /** Words on stderr that `--quiet` leaves out. */
  info(line: string): void;
  /** Words on stderr that are always shown. */
  warn(line: string): void;
  error(line: string): void;
  /** A line below an error; always shown. */
  errorDetail(line: string): void;
  /** Shows that something goes on, in a line of so many columns that is asked for each second; on a terminal only. */
  spinner(label: (columns: number) => string): Promise<{ stop(): void }>;
  readonly isTerminal: boolean;
  /** Whether colour is wanted on a terminal. */
  readonly hasColor: boolean;
}

const scrubbed = "[HIAPI_API_KEY]";

export async function createReporter({
  stdout,
  stderr,
  quiet = false,
  color = true,
  isCompact = false,
  plain = false,
  secrets,
}: ReporterOptions): Promise<Reporter> {
  const paint = color && stderr.isTTY === true ? (await import("./colors.ts")).colors : { yellow: String, red: String };
  const hidden = secrets.filter((secret) => secret.length >= 8).flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const scrub = (text: string) => hidden.reduce((clean, secret) => clean.replaceAll(secret, scrubbed), text);
  let live: Live | undefined;
  // A line that moves is taken away before words are written, and comes back below them.
  const around = <Result>(write: () => Result): Result => {
    live?.clear();
    const result = write();
    live?.render();
    return result;
  };
  const line = (text: string, prefix = "") => around(() => stderr.write(`${prefix}${scrub(harmless(text))}\n`));
  const start = async (label: (columns: number) => string) => {
    live = await spinner((columns) => scrub(label(columns)), stderr, color);
    const { stop } = live;
    return {
      stop() {
        live = undefined;
        stop();
      },
    };
  };
  return {
    isTerminal: stdout.isTTY === true,
    hasColor: color,
    document: (document) => around(() => writeWhole(stdout, `${scrub(JSON.stringify(document, null, isCompact ? 0 : 2))}\n`)),
    text: (text) => around(() => writeWhole(stdout, scrub(text.endsWith("\n") ? text : `${text}\n`))),
    info: (text) => void (quiet || line(text)),
    warn: (text) => void line(text, `${paint.yellow("warning:")} `),
    error: (text) => void line(text, `${paint.red("error:")} `),
    errorDetail: (text) => void line(`  ${text}`),
    spinner: (label) => (quiet || plain || stderr.isTTY !== true || !hasWidth(stderr) ? noSpinner() : start(label)),
  };
}

/** Resolves when the stream took the text; a reader that went away is the stream's error event, dealt with at the edge. */
function writeWhole(stream: Stream, text: string): Promise<boolean> {
  return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}

/** Words without what a terminal would act on: names of files and answers of servers stand in them. */
function harmless(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "");
}

/** Some terminals say that they have no columns at all, `script` in a pipe for one: ora would wipe endlessly many lines there. */
function hasWidth({ columns }: Stream): boolean {
  return columns !== 0;
}

/** A waiting line that is not shown. */
export function noSpinner() {
  return Promise.resolve({ stop: () => undefined });
}

/** A line on a terminal that moves. */
interface Live {
  clear(): void;
  render(): void;
  stop(): void;
}

async function spinner(label: (columns: number) => string, stderr: Stream, color: boolean): Promise<Live> {
  const { default: ora } = await import("ora");
  // The label may not wrap: a line that does is not wiped whole by every terminal.
  const text = () => {
    const columns = Math.max(20, (stderr.columns ?? 80) - 4);
    return oneLine(label(columns), columns);
  };
  const shown = ora({
    text: text(),
    stream: stderr as NodeJS.WriteStream,
    discardStdin: false,
    hideCursor: true,
    ...(color ? {} : { color: false as const }),
  }).start();
  const tick = setInterval(() => {
    if (hasWidth(stderr)) shown.text = text();
  }, 1000);
  return {
    clear: () => void shown.clear(),
    render: () => void shown.render(),
    stop() {
      clearInterval(tick);
      shown.stop();
    },
  };
}
