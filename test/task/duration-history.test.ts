import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { foldEntry } from "../../src/journal/entry.ts";
import { historyLine, readHistory, recentBytes } from "../../src/journal/history.ts";
import { progressLine } from "../../src/pipeline/wait.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { createDurationHistory } from "../../src/task/duration-history.ts";
import { planPolls } from "../../src/task/poll-schedule.ts";
import { createReporter } from "../../src/terminal/index.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import type { Script } from "../support/standin.ts";
import { accepted, against, canary, json, linked, running, standIn } from "../support/standin.ts";

/** How long tasks take: read from the journal's history, learned from tasks that end, used to poll and to say what is usual. */

const origin = "https://api.hiapi.ai";
const request = (resolution = "2K", more: object = {}) => ({ model: "gpt-image-2", ...more, input: { prompt: "a fox", resolution } });
const line = (durationMs: unknown, more: object = {}) => ({ key: `${Math.random()}`, origin, request: request(), durationMs, ...more });

async function* lines(...all: object[]) {
  yield* all.map((one) => ({ ...one }));
}

async function historyOf(...all: object[]) {
  const durations = createDurationHistory(() => lines(...all));
  await durations.read();
  return durations;
}

const thirty = Array.from({ length: 30 }, (_, index) => 30_000 + 400 * index);

describe("the durations of a task", () => {
  it("are those of the same address, model, route and resolution", async () => {
    const others = [
      { origin: "https://elsewhere.test" },
      { request: request("4K") },
      { request: request("2K", { model: "gpt-image-2-pro" }) },
      { request: request("2K", { route: "ext" }) },
    ].flatMap((more) => thirty.map((ms) => line(ms * 3, more)));
    const durations = await historyOf(...others, ...thirty.map((ms) => line(ms)), ...others);
    const { schedule, usual } = durations.of(origin, request());
    const plan = planPolls({ pastMs: thirty });
    for (let at = 0; at < 90_000; at = plan(at)) expect(schedule(at)).toBe(plan(at));
    expect(usual()).toMatch(/^usually 3\d–3\d s at 2K$/);
    expect(durations.of(origin, request("1K")).usual()).toBeUndefined();
  });

  it("leave out lines without a valid duration", async () => {
    const durations = await historyOf(
      line(undefined),
      line("7"),
      line(Number.NaN),
      line(-1),
      line(7000, { origin: 7 }),
      line(7000, { request: 7 }),
      {},
    );
    const { schedule, usual } = durations.of(origin, request());
    expect(usual()).toBeUndefined();
    expect(schedule(0)).toBe(planPolls({})(0));
  });

  it("grow with the tasks that end, for tasks that are waited for already", async () => {
    const durations = await historyOf();
    const { schedule, learn, usual } = durations.of(origin, request());
    const cold = schedule(4000);
    for (const ms of thirty) durations.of(origin, request()).learn(ms);
    expect(schedule(4000)).toBe(planPolls({ pastMs: thirty })(4000));
    expect(schedule(4000)).not.toBe(cold);
    learn(Number.NaN);
    expect(usual()).toMatch(/^usually 3\d–3\d s at 2K$/);
  });

  it("are the last hundred", async () => {
    const durations = await historyOf(...[...thirty, ...thirty, ...thirty].map((ms) => line(ms)));
    for (let count = 0; count < 80; count += 1) durations.of(origin, request()).learn(12_000);
    const { schedule } = durations.of(origin, request());
    expect(schedule(4000)).toBe(planPolls({ pastMs: [...thirty.slice(-20), ...Array.from({ length: 80 }, () => 12_000)] })(4000));
    expect(schedule(4000)).not.toBe(planPolls({ pastMs: thirty })(4000));
  });

  it("are none when the history cannot be read", async () => {
    const durations = createDurationHistory(async function* () {
      yield line(9000);
      throw new Error("EIO");
    });
    await durations.read();
    expect(durations.of(origin, request()).schedule(0)).toBe(planPolls({})(0));
  });
});

describe("history", () => {
  it("is read from its end, however long it is", async () => {
    const folder = temporaryFolder();
    const filler = `\n${JSON.stringify(line(1000, { request: { ...request(), pad: "x".repeat(20_000) } }))}\n`;
    writeFileSync(join(folder, "history.jsonl"), filler.repeat(500));
    for (const ms of thirty) appendFileSync(join(folder, "history.jsonl"), `\n${JSON.stringify(line(ms))}\n`);
    const read: unknown[] = [];
    for await (const { durationMs } of readHistory(folder, recentBytes)) read.push(durationMs);
    expect(read.slice(-30)).toEqual(thirty);
    expect(read.length).toBeLessThan(60);
  });
});

describe("a line of history", () => {
  const begun = {
    type: "begun",
    at: 1,
    key: "k",
    origin,
    account: "a",
    bodySha256: "",
    bodyFile: "a.json",
    claim: "a-1.claim",
    cwd: "",
    outputDir: "",
    stem: "",
  };
  const ready = { type: "ready", at: 3, dir: "", stem: "", count: 1, status: "success", rawStatus: {} };
  const durationOf = (event: object) => {
    const entry = foldEntry("id", [begun, event].map((one) => JSON.stringify(one)).join("\n"));
    return entry && historyLine(entry).durationMs;
  };

  it("holds a duration that was watched, and none of a sandbox or of a task that was taken up later", () => {
    expect(durationOf({ ...ready, durationMs: 31_000 })).toBe(31_000);
    expect(durationOf({ ...ready, durationMs: 31_000, isSandbox: true })).toBeUndefined();
    expect(durationOf(ready)).toBeUndefined();
  });
});

describe("the waiting line", () => {
  const waiting = {
    taskId: "tk-hiapi-01KA7Z3N5YBQ8M2F4V7D9QR2KX",
    label: "gpt-image-2 16:9 2K",
    status: "handling",
    elapsedMs: 12_400,
    usual: "usually 31–44 s at 2K",
  };
  const unknown = { ...waiting, usual: undefined };

  it("says the time passed, what is usual and the task id, as much as fits, the most important first", () => {
    expect(progressLine(waiting, 120)).toBe(`12 s · usually 31–44 s at 2K · ${waiting.taskId} · handling · gpt-image-2 16:9 2K`);
    expect(progressLine(waiting, 80)).toBe(`12 s · usually 31–44 s at 2K · ${waiting.taskId} · handling`);
    expect(progressLine(waiting, 76)).toBe(`12 s · usually 31–44 s at 2K · ${waiting.taskId}`);
    expect(progressLine(waiting, 48)).toBe("12 s · usually 31–44 s at 2K · …7D9QR2KX");
    expect(progressLine(waiting, 36)).toBe("12 s · usually 31–44 s at 2K");
    expect(progressLine(unknown, 76)).toBe(`12 s · ${waiting.taskId} · handling · gpt-image-2 16:9 2K`);
    expect(progressLine(unknown, 36)).toBe("12 s · …7D9QR2KX · handling");
  });

  it("says one number where both round to it, and nothing while little is known", async () => {
    const few = await historyOf(...[31_000, 31_200, 31_100, 31_300].map((ms) => line(ms)));
    expect(few.of(origin, request()).usual()).toBeUndefined();
    few.of(origin, request()).learn(31_400);
    expect(few.of(origin, request()).usual()).toBe("usually 31 s at 2K");
  });

  it("says the middle half of the durations", async () => {
    const durations = await historyOf(...[50, 30, 40, 20, 60].map((seconds) => line(seconds * 1000)));
    expect(durations.of(origin, request()).usual()).toBe("usually 30–50 s at 2K");
  });
});

it("a terminal shows as much of the waiting line as it has room for", async () => {
  let shown = "";
  const stderr = { isTTY: true, columns: 40, clearLine: () => true, cursorTo: () => true, moveCursor: () => true, write: keep };
  function keep(text: string) {
    shown += text;
  }
  const reporter = await createReporter({ stdout: { write: () => undefined }, stderr, secrets: [] });
  const asked: number[] = [];
  const spinner = await reporter.spinner((columns) => {
    asked.push(columns);
    return "12 s · usually 31–44 s at 2K";
  });
  spinner.stop();
  expect(shown).toContain("12 s · usually 31–44 s at 2K");
  expect(asked[0]).toBe(36);
});

describe("a run", () => {
  it("polls when the history says so, and adds what it saw", async () => {
    const api = await standIn({ detail: [running, linked()] });
    const cwd = temporaryFolder();
    const state = join(cwd, ".state");
    mkdirSync(state, { mode: 0o700 });
    const asked = { model: "gpt-image-2", input: { prompt: "x", aspect_ratio: "16:9", resolution: "1K" } };
    const past = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, origin: api.api, request: asked, durationMs: 4000 }));
    writeFileSync(join(state, "history.jsonl"), past.map((one) => `\n${JSON.stringify(one)}\n`).join(""), { mode: 0o600 });
    try {
      const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api };
      const { code, stderr } = await runProgram(["a", "fox", "--aspect-ratio", "16:9"], { env, cwd });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const [create] = api.creates();
      const [first, second] = api.looks();
      const sinceCreate = (at: number | undefined) => (at ?? 0) - (create?.at ?? 0);
      expect(sinceCreate(first?.at)).toBeGreaterThan(3700);
      expect(sinceCreate(first?.at)).toBeLessThan(4700);
      expect(sinceCreate(second?.at) - sinceCreate(first?.at)).toBeGreaterThan(990);
      expect(sinceCreate(second?.at)).toBeLessThan(8000);
      const { durationMs } = lastLine(cwd);
      expect(durationMs).toBeGreaterThan(4700);
      expect(durationMs).toBeLessThan(sinceCreate(second?.at) + 100);
    } finally {
      await api.close();
    }
  });
});

describe("how long a task took is kept", () => {
  const cases: [name: string, isSavedImage: boolean, script: Script][] = [
    ["when it was watched", true, { detail: [running, linked()] }],
    ["also when a poll failed before it was ready, as the answer says it", true, { detail: [running, json(500, {}), linked()] }],
    ["again when a failed poll is followed by one that finds it running", true, { detail: [json(500, {}), running, linked()] }],
    ["not when its create had to be sent twice", false, { create: [json(503, {}), accepted] }],
  ];
  it.each(cases)("%s", async (_, isSavedImage, script) => {
    const { code, cwd } = await against(script, { cwd: temporaryFolder(), timeout: 9 });
    expect(code).toBe(0);
    expect(typeof lastLine(cwd).durationMs).toBe(isSavedImage ? "number" : "undefined");
  });

  it("not when it was taken up later, nor from a sandbox", async () => {
    const sandbox = await startSandbox({ imageMs: 50 });
    const api = await standIn();
    const cwd = temporaryFolder();
    try {
      for (const baseUrl of [sandbox.url, api.api]) {
        const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: baseUrl };
        const argv = baseUrl === api.api ? ["--no-wait"] : ["--poll-interval", "1"];
        expect((await runProgram(["a", "fox", ...argv], { env, cwd })).code).toBe(0);
        if (baseUrl === api.api) expect((await runProgram(["resume"], { env, cwd })).code).toBe(0);
        expect(lastLine(cwd)).toMatchObject({ origin: baseUrl, state: "settled" });
        expect(lastLine(cwd)).not.toHaveProperty("durationMs");
      }
    } finally {
      await api.close();
      await sandbox.close();
    }
  });
});

function lastLine(cwd: string): Record<string, unknown> {
  return JSON.parse(
    readFileSync(join(cwd, ".state", "history.jsonl"), "utf8")
      .trim()
      .split("\n")
      .at(-1) ?? "",
  );
}
