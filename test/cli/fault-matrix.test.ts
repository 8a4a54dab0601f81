import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { faultKinds } from "../../src/sandbox/faults/kinds.ts";
import { parseFaults } from "../../src/sandbox/faults/parse.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { runProgram } from "../support/program.ts";

/**
 * Each fault of the sandbox at each call, outcome by outcome: the exit code while the fault lasts, and the exit code when it
 * strikes once. At the most one task is ever made, and nothing half-written stays behind.
 */

const root = mkdtempSync(join(tmpdir(), "hiapi-img-faults-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Row = readonly [fault: string, always: number, once: number];

const creates: readonly Row[] = [
  ["status=400", 2, 2],
  ["status=401", 4, 4],
  ["status=402", 4, 4],
  ["status=403", 4, 4],
  ["status=404", 2, 2],
  ["status=408", 7, 0],
  ["status=409", 7, 0],
  ["status=413", 2, 2],
  ["status=415", 2, 2],
  ["status=422", 2, 2],
  ["status=429/1", 5, 0],
  ["status=429/900", 5, 5],
  ["status=500", 7, 0],
  ["status=502", 7, 0],
  ["status=503/1", 5, 0],
  ["status=504", 7, 0],
  ["embedded=permission_denied", 4, 4],
  ["embedded=insufficient_balance", 4, 4],
  ["embedded=content_policy_violation", 3, 3],
  ["embedded=rate_limit_exceeded", 5, 0],
  ["embedded=something_else", 2, 2],
  ["delay=200", 0, 0],
  ["hang", 7, 7],
  ["reset", 7, 0],
  ["lost", 7, 0],
  ["lost=502", 7, 0],
  ["cut", 7, 0],
  ["short", 7, 0],
  ["redirect=http://127.0.0.1:9/", 1, 1],
  ["html", 7, 0],
  ["empty", 7, 0],
  ["bad-json", 7, 0],
  ["null-data", 7, 0],
  ["wrong-types", 7, 0],
  ["huge=1000000", 0, 0],
  ["no-id", 7, 0],
  ["fail=TASK_FAILED", 3, 3],
];

const details: readonly Row[] = [
  ["status=400", 2, 2],
  ["status=401", 4, 4],
  ["status=402", 4, 4],
  ["status=404", 8, 0],
  ["status=429/1", 8, 0],
  ["status=429/900", 8, 8],
  ["status=500", 8, 0],
  ["status=503", 8, 0],
  ["embedded=permission_denied", 4, 4],
  ["delay=200", 0, 0],
  ["hang", 8, 8],
  ["reset", 8, 0],
  ["lost", 8, 0],
  ["cut", 8, 0],
  ["short", 8, 0],
  ["redirect=http://127.0.0.1:9/", 1, 1],
  ["html", 1, 0],
  ["empty", 1, 0],
  ["bad-json", 1, 0],
  ["null-data", 1, 0],
  ["wrong-types", 8, 0],
  ["huge=1000000", 0, 0],
  ["fail=TASK_FAILED", 3, 3],
  ["fail=content_policy_violation", 3, 3],
  ["unknown-status=dreaming", 8, 0],
  ["no-output", 6, 6],
  ["thumbnail-first", 0, 0],
  ["data-uri", 0, 0],
  ["data-uri=text/html", 0, 0],
  ["b64", 0, 0],
  ["chat", 0, 0],
  ["link=file:///etc/passwd", 6, 0],
  ["link=http://169.254.169.254/latest/", 6, 6],
  ["link=http://127.0.0.1:9/gone.png", 6, 0],
];

const images: readonly Row[] = [
  ["status=403", 6, 0],
  ["status=404", 6, 0],
  ["status=500", 6, 0],
  ["status=503", 6, 0],
  ["delay=200", 0, 0],
  ["reset", 6, 0],
  ["lost", 6, 0],
  ["cut", 6, 0],
  ["short", 6, 0],
  ["redirect=http://169.254.169.254/", 6, 6],
  ["html", 6, 0],
  ["empty", 6, 0],
  ["expired", 6, 0],
  ["html-as-png", 6, 0],
  ["truncated-picture", 6, 0],
  ["png-as-jpeg", 0, 0],
];

/** Pricing can be unreachable (5) or read; it never makes a task. */
const prices: readonly Row[] = [
  "status=500",
  "status=429",
  "embedded=x",
  "reset",
  "lost",
  "cut",
  "short",
  "redirect=http://127.0.0.1:9/",
  "html",
  "empty",
  "bad-json",
  "null-data",
].map((fault) => [fault, 5, 5]);

/** Whatever happens to the update policy, the picture is made. */
const policies: readonly Row[] = [
  "status=404",
  "status=500",
  "delay=3000",
  "hang",
  "reset",
  "lost",
  "cut",
  "short",
  "redirect=http://127.0.0.1:9/",
  "html",
  "empty",
  "bad-json",
  "null-data",
  "wrong-types",
  "huge=9000000",
].map((fault) => [fault, 0, 0]);

interface Case {
  call: string;
  fault: string;
  times: string;
  argv: readonly string[];
}

/** What came of one command under one fault. */
async function outcomeOf({ call, fault, times, argv }: Case): Promise<{ code: number; creates: number; left: string[] }> {
  const sandbox = await startSandbox({ imageMs: 50, samePicture: true, faults: parseFaults(`${call}:${fault}${times}`) });
  const cwd = mkdtempSync(join(root, "case-"));
  const env = {
    HIAPI_BASE_URL: sandbox.url,
    HIAPI_SITE_URL: sandbox.url,
    HIAPI_SKILLS_MANIFEST_URL: `${sandbox.url}/skills.json`,
    HIAPI_SKIP_UPDATE_CHECK: call === "policy" ? "0" : "1",
    HIAPI_API_KEY: "sk-fault-matrix",
  };
  try {
    const { code, document } = await runProgram(["a fault", ...argv, "--poll-interval", "1"], { cwd, env });
    const made = new Set(
      sandbox
        .requests()
        .filter((entry) => entry.call === "create" && entry.taskId !== undefined)
        .map(({ taskId }) => taskId),
    );
    const folder = join(cwd, "outputs");
    const outputs = existsSync(folder) ? readdirSync(folder) : [];
    expect(document.ok).toBe(code === 0);
    return { code, creates: made.size, left: outputs.filter((name) => !/^sandbox-[\w-]+\.(?:png|rejected)$/.test(name)) };
  } finally {
    await sandbox.close();
  }
}

const tables = { create: creates, detail: details, image: images, pricing: prices, policy: policies };

/** How long a command has: one that ends at its deadline takes all of it, any other has plenty, on a busy machine too. */
function secondsFor(call: string, expected: number): string {
  return ["create", "detail"].includes(call) && [5, 7, 8].includes(expected) ? "5" : "30";
}

test.each(Object.entries(tables))("%s", { timeout: 240_000 }, async (call, rows) => {
  const cases = rows.flatMap(([fault, always, once]) =>
    [
      { times: "", expected: always },
      { times: "*1", expected: once },
    ].map(({ times, expected }) => {
      const argv = call === "pricing" ? ["--estimate"] : ["--timeout", secondsFor(call, expected)];
      return { call, fault, times, argv, expected };
    }),
  );
  for (let start = 0; start < cases.length; start += 12) {
    const batch = cases.slice(start, start + 12);
    const outcomes = await Promise.all(batch.map(outcomeOf));
    for (const [index, { fault, times, expected }] of batch.entries()) {
      const { code, creates: made, left } = outcomes[index] ?? { code: -2, creates: -1, left: [] };
      expect.soft({ code, isOneBill: made <= 1, left }, `${call}:${fault}${times}`).toEqual({ code: expected, isOneBill: true, left: [] });
    }
  }
});

test("every fault of the sandbox stands in the matrix", () => {
  const names = new Set(Object.values(tables).flatMap((rows) => rows.map(([fault]) => fault.split("=", 1)[0])));
  expect(faultKinds.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
});
