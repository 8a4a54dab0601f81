import { oneLine } from "../errors.ts";
import type { Stream } from "../io.ts";

/** What a person or a program sees: one JSON document on stdout, lines on stderr, a spinner on a terminal only. */

export interface ReporterOptions {
  stdout: Stream;
  stderr: Stream;
  quiet?: boolean | undefined;
  color?: boolean | undefined;
  /** Prints a document on one line. */
  isCompact?: boolean | undefined;
  /** For a terminal that only takes lines, such as a screen reader's: nothing is drawn over. */
  plain?: boolean | undefined;
  /** Texts that are never printed, such as the API key. */
  secrets: readonly string[];
}

export interface Reporter {
  /** Writes a document to stdout; resolves to whether all of it was taken. */
  document(document: unknown): Promise<boolean>;
  /** Writes plain text to stdout: help, version, tables. */
  text(text: string): Promise<boolean>;
  /** A line on stderr that `--quiet` leaves out. */
  info(line: string): void;
  /** A line on stderr that is always printed; `error` likewise. */
  warn(line: string): void;
  error(line: string): void;
  /** A line below an error; always printed. */
  errorDetail(line: string): void;
  /** Shows a progress line on a terminal. `label` makes it, for a number of columns, once a second. */
  spinner(label: (columns: number) => string): Promise<{ stop(): void }>;
  readonly isTerminal: boolean;
}

const scrubbed = "[HIAPI_API_KEY]";

/** Fewer characters of a secret tell nothing, and stand in other words too. */
const tellingLength = 6;

/** A text without the beginning of a secret where a message was cut short within it. */
function withoutCut(text: string, secret: string): string {
  const [last, ...cut] = text.split("…").reverse();
  const clean = cut.map((part) => {
    let length = secret.length - 1;
    while (length >= tellingLength && !part.endsWith(secret.slice(0, length))) length -= 1;
    return length < tellingLength ? part : `${part.slice(0, -length)}${scrubbed}`;
  });
  return [last, ...clean].reverse().join("…");
}

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
  const scrub = (text: string) => hidden.reduce((clean, secret) => withoutCut(clean.replaceAll(secret, scrubbed), secret), text);
  let spinner: Spinner | undefined;
  // The progress line is removed before anything is written, and drawn again below it.
  const write = <Result>(output: () => Result): Result => {
    spinner?.clear();
    const result = output();
    spinner?.render();
    return result;
  };
  const line = (text: string, prefix = "") => write(() => stderr.write(`${prefix}${scrub(printable(text))}\n`));
  const start = async (label: (columns: number) => string) => {
    spinner = await startSpinner((columns) => scrub(label(columns)), stderr, color);
    const { stop } = spinner;
    return {
      stop() {
        spinner = undefined;
        stop();
      },
    };
  };
  return {
    isTerminal: stdout.isTTY === true,
    document: (document) => write(() => writeWhole(stdout, `${scrub(printableJson(JSON.stringify(document, null, isCompact ? 0 : 2)))}\n`)),
    text: (text) => write(() => writeWhole(stdout, scrub(printable(text.endsWith("\n") ? text : `${text}\n`)))),
    info: (text) => void (quiet || line(text)),
    warn: (text) => void line(text, `${paint.yellow("warning:")} `),
    error: (text) => void line(text, `${paint.red("error:")} `),
    errorDetail: (text) => void line(`  ${text}`),
    spinner: (label) => (quiet || plain || stderr.isTTY !== true || !hasWidth(stderr) ? noSpinner() : start(label)),
  };
}

/** Resolves to whether the stream took the text. That its reader is gone is an error event of the stream, handled in `cli/`. */
function writeWhole(stream: Stream, text: string): Promise<boolean> {
  return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}

/** Characters that a terminal acts on: file names, answers and what lies on the disk may hold them. */
const unsafe = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;

function printable(text: string): string {
  return text.replace(unsafe, "");
}

/** JSON in which these characters are escaped. */
function printableJson(json: string): string {
  return json.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `script` in a pipe claims 0 columns, for which ora would clear lines without end. */
function hasWidth({ columns }: Stream): boolean {
  return columns !== 0;
}

/** A spinner that shows nothing. */
export function noSpinner() {
  return Promise.resolve({ stop: () => undefined });
}

interface Spinner {
  clear(): void;
  render(): void;
  stop(): void;
}

async function startSpinner(label: (columns: number) => string, stderr: Stream, color: boolean): Promise<Spinner> {
  const { default: ora } = await import("ora");
  // The label must not wrap: not every terminal clears the whole of a wrapped line.
  const text = () => {
    const columns = Math.max(20, (stderr.columns ?? 80) - 4);
    return oneLine(label(columns), columns);
  };
  const line = ora({
    text: text(),
    stream: stderr as NodeJS.WriteStream,
    discardStdin: false,
    hideCursor: true,
    ...(color ? {} : { color: false as const }),
  }).start();
  const tick = setInterval(() => {
    if (hasWidth(stderr)) line.text = text();
  }, 1000);
  return {
    clear: () => void line.clear(),
    render: () => void line.render(),
    stop() {
      clearInterval(tick);
      line.stop();
    },
  };
}
