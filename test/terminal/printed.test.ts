import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { oneLine } from "../../src/errors.ts";
import type { Stream } from "../../src/io.ts";
import { createReporter, formatTable } from "../../src/terminal/index.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** No character that a terminal acts on is printed, wherever it comes from: it is escaped in JSON, and left out elsewhere. */

const marks = [0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];

/** The characters of a text that may not be printed. */
function unsafe(text: string): string[] {
  const isUnsafe = (code: number) => (code < 0x20 && ![9, 10].includes(code)) || (code >= 0x7f && code <= 0x9f) || marks.includes(code);
  return [...text].filter((character) => isUnsafe(character.codePointAt(0) ?? 0));
}

const every = String.fromCharCode(...Array.from({ length: 0xa0 }, (_, code) => code), ...marks);
const text = fc.string({ unit: fc.oneof(fc.constantFrom(...every), fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 })) });

function kept() {
  let written = "";
  const stream: Stream = {
    write(piece, done) {
      written += piece;
      done?.();
    },
  };
  return { stream, written: () => written };
}

it("documents, lines and tables hold none, and a document says the same", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), async (given, isCompact) => {
      const [stdout, stderr] = [kept(), kept()];
      const reporter = await createReporter({ stdout: stdout.stream, stderr: stderr.stream, isCompact, secrets: [] });
      await reporter.document({ [given]: [given] });
      expect(unsafe(stdout.written())).toEqual([]);
      expect(JSON.parse(stdout.written())).toEqual({ [given]: [given] });
      for (const write of [reporter.info, reporter.warn, reporter.error, reporter.errorDetail]) write(given);
      await reporter.text(given);
      expect(unsafe(stdout.written() + stderr.written())).toEqual([]);
      expect(unsafe(oneLine(given, 99)).length + oneLine(given, 99).split(/[\n\t\u2028]/).length).toBe(1);
      const table = formatTable(
        [
          ["head", "more"],
          [given, given],
        ],
        40,
      );
      expect({ lines: table.split("\n").length, unsafe: unsafe(table), tabs: table.includes("\t") }).toEqual({
        lines: 2,
        unsafe: [],
        tabs: false,
      });
    }),
  );
});

it("a key that control characters take apart is not put together by taking them out", async () => {
  const stderr = kept();
  const reporter = await createReporter({ stdout: kept().stream, stderr: stderr.stream, secrets: ["sk-printed-4f1c9b7e2d8a"] });
  reporter.warn("sk-pri\u001bnted-4f1c\u202e9b7e2d8a");
  expect(stderr.written()).toBe("warning: [HIAPI_API_KEY]\n");
});

it("a key of which a message shows the beginning only is taken out as well", async () => {
  const stderr = kept();
  const reporter = await createReporter({ stdout: kept().stream, stderr: stderr.stream, secrets: ["sk-printed-4f1c9b7e2d8a"] });
  reporter.warn('"a sk-printed-4f…" is not JSON; sk-prune…');
  expect(stderr.written()).toBe('warning: "a [HIAPI_API_KEY]…" is not JSON; sk-prune…\n');
});

it("nor do answers, the names of folders and a skill's version", async () => {
  const server = createServer((_, response) => {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { code: `bad${every}`, message: `no${every}`, request_id: `req${every}` } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const cwd = temporaryFolder();
  const folder = join(cwd, `odd\u001b[31m\u009b\u202e\n`);
  mkdirSync(join(folder, ".claude/skills/hiapi-gpt-image-2"), { recursive: true });
  writeFileSync(
    join(folder, ".claude/skills/hiapi-gpt-image-2/SKILL.md"),
    `---\nname: hiapi-gpt-image-2\nmetadata:\n  version: "1\u001b[2J\u009b\u202e"\n---\n`,
  );
  const env = { HIAPI_API_KEY: "sk-printed-4f1c9b7e2d8a", HIAPI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  for (const tty of [false, true]) {
    // Such a terminal gets no colours and no spinner of ours.
    const run = (argv: string[]) => runProgram(argv, { cwd: folder, home: cwd, env: { ...env, TERM: "dumb" }, tty, columns: 200 });
    for (const argv of [["a cat", "-o", folder], ["install", "--list"], ["tasks"], ["check"]]) {
      const { stdout, stderr } = await run(argv);
      expect({ argv, unsafe: unsafe(stdout + stderr) }).toEqual({ argv, unsafe: [] });
    }
    expect((await run(["install", "--list"])).stdout).toMatch(tty ? /^1 \[2J/m : /"version": "1/);
  }
});
