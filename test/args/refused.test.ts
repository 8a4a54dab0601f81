import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkInput } from "../../src/args/input.ts";
import { readArguments } from "../../src/args/parse.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { runProgram } from "../support/program.ts";

/** Bad input: exit 2, one JSON document of kind `usage` that names each fault, nothing sent, nothing written. */

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ imageMs: 10 });
});
afterAll(() => sandbox.close());

/** An argv, and for each of its problems, in this order, words that its message holds. */
type Refused = [argv: string[], ...problems: (RegExp | string)[]];

const missing: Refused[] = [
  [["a", "--model"], "--model"],
  [["a", "--model", "--dry-run"], /--model.*--dry-run/],
  [["a", "--name", "-q"], /--name.*-q/],
  [["a", "-o"], "-o"],
  [["-o", "-p", "b"], /-o.*-p/],
  [["a", "-o", "--", "b"], "-o"],
  [["a", "--input-url", "--image"], /--input-url.*--image/, "--image"],
  [["a", "-qo"], "-o"],
  [["-qp", "--dry-run"], /-p.*--dry-run/],
  [["-qp"], "-p"],
];

const unknown: Refused[] = [
  [["a", "--dryrun"], /'--dryrun'.*--dry-run/],
  [["a", "--resolutoin", "2K"], /'--resolutoin'.*--resolution/],
  [["a", "--aspect-rati=1:1"], /'--aspect-rati'.*--aspect-ratio/],
  [["a", "--Model=gpt-image-2"], /'--Model'.*--model/],
  [["a", "--wat"], "'--wat'"],
  [["a", "-x"], "'-x'"],
  [["a", "-qx"], "-x"],
  [["a", "-xq"], "-x"],
  [["a", "--__proto__"], "__proto__"],
  [["a", "--save"], "'--save'"],
  [["a", "--no-dry-run"], "--no-dry-run"],
  [["a", "--live"], "--live"],
  [["a", "--api-key", "sk-1"], "--api-key"],
  [["models", "--prompt"], "--prompt"],
];

/** One of each dash and minus, and of each kind of option. */
const dashes: Refused[] = [
  ...["\u2014", "\u2013", "\u2012", "\u2212", "\u2010", "\u2011", "\u2015", "\ufe58", "\uff0d", "\u00ad", "-\u2013", "\u2013-"].map(
    (dash): Refused => [["a", `${dash}resolution`, "2K"], /dash.*--resolution/],
  ),
  [["a", "–aspect–ratio", "1:1"], /dash.*--aspect-ratio/],
  [["a", "\u00a0--resolution", "2K"], /dash.*--resolution/],
  [["a", "\u200b--resolution=2K"], /dash.*--resolution/],
  [["a", "—resolution=2K"], /dash.*--resolution/],
  [["a", "—Dry-Run"], /dash.*--dry-run/],
  [["a", "—no-save"], /dash.*--no-save/],
  [["a", "–n", "3"], /dash.*-n/],
  [["–o", "pictures", "a"], /dash.*-o/],
  [["—help"], /dash.*--help/, "prompt"],
  [["a", "−V"], /dash.*-V/],
  [["a", "--name", "—resolution", "2K"], /--name.*—resolution/, /dash.*--resolution/],
  [["models", "—json"], /dash.*--json/],
  [["install", "—target", "x"], /dash.*--target/],
];

const values: Refused[] = [
  [["a", "--dry-run=yes"], /--dry-run.*no value/],
  [["a", "--no-save=1"], /--no-save.*no value/],
  [["a", "--model", "gpt-image-2", "--model=gpt-image-2"], /--model.*once/],
  [["-p", "a", "--prompt", "b"], /--prompt.*once/],
  [["a", "--aspect", "1:1", "--aspect-ratio", "2:1"], /--aspect.*once/],
  [["a", "-p", "b"], /"a".*"b"|"b".*"a"/],
  [["a", "--prompt-file", "-"], "prompt"],
  ...["", "1e3", "NaN", "Infinity", "-1", "0", "0x10", "5s", "١", "604801", "1e999", "1,5"].map(
    (text): Refused => [["a", `--timeout=${text}`], /--timeout.*seconds/],
  ),
  ...["", "0", "0.99", "-3", "fast", "604801"].map((text): Refused => [["a", "--poll-interval", text], /--poll-interval.*1 to/]),
  [["sandbox", "--port", "65536"], "--port"],
  [["sandbox", "--port", "1.5"], "--port"],
  [["sandbox", "--image-ms=-1"], "--image-ms"],
  [["--prompt", ""], "prompt"],
  [["--prompt", " \n"], "prompt"],
  [[], "prompt"],
  [[""], "prompt"],
  [["--"], "prompt"],
  [["a", "--aspect-ratio", ""], 'Unsupported aspect ratio ""'],
  [["a", "--resolution="], 'Unsupported resolution ""'],
  [["a", "--storage", ""], 'storage ""'],
  [["a", "--model="], 'Unsupported model ""'],
  [["a", "--name="], "--name"],
  [["a", "--name", "a/b"], /--name.*separator/],
  [["a", "--idempotency-key="], "idempotency key"],
  [["a", "--callback-url="], "callback"],
  [["a", "--input-url="], "empty"],
  [["a", "--image="], "empty"],
  [["--prompt-file="], "prompt"],
  [["--resume-task-id="], "task id"],
  [["a", "--resume-task-id", "tk-hiapi-1"], /--resume-task-id.*"a"/],
  [["--resume-task-id", "tk-hiapi-1", "--model", "gpt-image-2"], /--resume-task-id.*model/],
];

const commands: Refused[] = [
  [["models", "gpt-image-2", "fox"], /models.*"fox"/],
  [["check", "mate"], /check.*"mate"/],
  [["sandbox", "with", "a", "castle"], /sandbox.*"with a castle"/],
  [["models", "gpt image 3"], /Unsupported model "gpt image 3"/],
  ...["listen", "mcp"].map((name): Refused => [[name, "x"], new RegExp(`${name} is not a command`)]),
];

const several: Refused[] = [
  [["--wat", "--timeout", "soon", "-o"], "--wat", "--timeout", "-o", "prompt"],
  [["a", "--dryrun", "--resolution", "9K", "--aspect", "7:5"], "--dryrun", "aspect ratio", "resolution"],
  [["a", "--input-url", "--image", "--name"], "--input-url", "--image", "--name"],
  [["check", "x", "--wat"], "--wat", '"x"'],
];

describe.each([
  ["a value is missing", missing],
  ["an option is unknown", unknown],
  ["a dash is no hyphen", dashes],
  ["a value cannot be", values],
  ["a command", commands],
  ["several at once", several],
] as const)("%s", (_, table) => {
  it.each(table.map((row) => [JSON.stringify(row[0]), row] as const))("%s", async (_name, [argv, ...words]) => {
    const env = {
      HIAPI_API_KEY: "sk-test-12345678",
      HIAPI_BASE_URL: sandbox.url,
      HIAPI_SITE_URL: sandbox.url,
      HIAPI_SKILLS_MANIFEST_URL: `${sandbox.url}/skills.json`,
      HIAPI_SKIP_UPDATE_CHECK: "",
    };
    const { code, document, stdout, stderr, cwd } = await runProgram(argv, { env });
    expect({ code, ok: document.ok, kind: document.error?.kind }, stdout).toEqual({ code: 2, ok: false, kind: "usage" });
    expect(document.error).toMatchObject({ retryable: false, hint: expect.stringMatching(/./), message: expect.stringMatching(/./) });
    const messages: string[] = document.error.problems.map((problem: { message: string }) => problem.message);
    expect(messages, stdout).toHaveLength(words.length);
    for (const word of words)
      expect(
        messages.filter((message) => message.match(word)),
        `${word} in ${messages.join("\n")}`,
      ).not.toHaveLength(0);
    for (const message of messages) expect(stderr).toContain(message);
    expect(sandbox.requests()).toEqual([]);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

it("reads any argv at all without throwing, and says what is wrong in words", async () => {
  const token = fc.oneof(
    fc.constantFrom(
      "-q",
      "-qp",
      "-po",
      "--",
      "-",
      "--prompt",
      "--timeout",
      "--image",
      "--input-urls",
      "--no-save",
      "--aspect=1:1",
      "resume",
      "models",
      "-h",
    ),
    fc.string(),
    fc.string().map((text) => `-${text}`),
    fc.string().map((text) => `--${text}`),
  );
  await fc.assert(
    fc.property(fc.array(token, { maxLength: 6 }), (argv) => {
      const read = readArguments(argv);
      const { problems, positionals } = checkInput(read.command, read);
      for (const { message, field } of problems) expect(`${field}: ${message}`).toMatch(/^.+: .+$/s);
      expect(positionals.every((word) => argv.includes(word))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
