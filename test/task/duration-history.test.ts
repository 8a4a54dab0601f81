import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { foldEntry, historyLine } from "../../src/journal/entry.ts";
import { readHistory, recentBytes } from "../../src/journal/history.ts";
import { progressLine } from "../../src/pipeline/wait.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { createPace } from "../../src/task/duration-history.ts";
import { planLooks } from "../../src/task/poll-schedule.ts";
import { createReporter } from "../../src/terminal/index.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import type { Script } from "../support/standin.ts";
import { accepted, against, canary, json, linked, running, standIn } from "../support/standin.ts";

/** How long tasks take: remembered from the journal's history and from what ends meanwhile, and what follows for looks and words. */

const origin = "https://api.hiapi.ai";
const request = (resolution = "2K", more: object = {}) => ({ model: "gpt-image-2", ...more, input: { prompt: "a fox", resolution } });
const line = (durationMs: unknown, more: object = {}) => ({ key: `${Math.random()}`, origin, request: request(), durationMs, ...more });

async function* lines(...all: object[]) {
  yield* all.map((one) => ({ ...one }));
}

async function paceOf(...all: object[]) {
  const pace = createPace(() => lines(...all));
  await pace.recall();
  return pace;
}

const thirty = Array.from({ length: 30 }, (_, index) => 30_000 + 400 * index);

describe("the past of a task", () => {
  it("is of the same address, model, route and resolution", async () => {
    const others = [
      { origin: "https://elsewhere.test" },
      { request: request("4K") },
      { request: request("2K", { model: "gpt-image-2-pro" }) },
      { request: request("2K", { route: "ext" }) },
    ].flatMap((more) => thirty.map((ms) => line(ms * 3, more)));
    const pace = await paceOf(...others, ...thirty.map((ms) => line(ms)), ...others);
    const { looks, usual } = pace.of(origin, request());
    const plan = planLooks({ pastMs: thirty, priorMs: 55_000 });
    for (let look = 0; look < 90_000; look = plan(look)) expect(looks(look)).toBe(plan(look));
    expect(usual()).toMatch(/^usually 3\d–3\d s at 2K$/);
    expect(pace.of(origin, request("1K")).usual()).toBeUndefined();
  });

  it("leaves out what says nothing", async () => {
    const pace = await paceOf(
      line(undefined),
      line("7"),
      line(Number.NaN),
      line(-1),
      line(7000, { origin: 7 }),
      line(7000, { request: 7 }),
      {},
    );
    const { looks, usual } = pace.of(origin, request());
    expect(usual()).toBeUndefined();
    expect(looks(0)).toBe(planLooks({})(0));
  });

  it("grows with what ends meanwhile, for tasks that are waited for already", async () => {
    const pace = await paceOf();
    const { looks, learn, usual } = pace.of(origin, request());
    const cold = looks(4000);
    for (const ms of thirty) pace.of(origin, request()).learn(ms);
    expect(looks(4000)).toBe(planLooks({ pastMs: thirty, priorMs: 55_000 })(4000));
    expect(looks(4000)).not.toBe(cold);
    learn(Number.NaN);
    expect(usual()).toMatch(/^usually 3\d–3\d s at 2K$/);
  });

  it("puts what this process saw behind what was remembered", async () => {
    const old = createPace(() => lines(...thirty.map((ms) => line(ms))));
    for (let count = 0; count < 30; count += 1) old.of(origin, request()).learn(9000);
    await old.recall();
    const plan = planLooks({ pastMs: [...thirty, ...thirty.map(() => 9000)], priorMs: 55_000 });
    expect(old.of(origin, request()).looks(0)).toBe(plan(0));
  });

  it("is planned anew only now and then", async () => {
    const pace = await paceOf(...Array.from({ length: 10 }, () => thirty.map((ms) => line(ms))).flat());
    const { looks, learn } = pace.of(origin, request());
    const before = looks(0);
    for (let count = 0; count < 19; count += 1) learn(90_000);
    expect(looks(0)).toBe(before);
    learn(90_000);
    expect(looks(0)).not.toBe(before);
  });

  it("that cannot be read is none", async () => {
    const pace = createPace(async function* () {
      yield line(9000);
      throw new Error("EIO");
    });
    await pace.recall();
    expect(pace.of(origin, request()).looks(0)).toBe(planLooks({})(0));
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
    bodyFile: "",
    claim: "",
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
    const few = await paceOf(...[31_000, 31_200, 31_100, 31_300].map((ms) => line(ms)));
    expect(few.of(origin, request()).usual()).toBeUndefined();
    few.of(origin, request()).learn(31_400);
    expect(few.of(origin, request()).usual()).toBe("usually 31 s at 2K");
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
  it("looks when the history says so, and adds what it saw", async () => {
    const api = await standIn({ detail: [running, linked()] });
    const cwd = temporaryFolder();
    const state = join(cwd, ".state");
    mkdirSync(state, { mode: 0o700 });
    const asked = { model: "gpt-image-2", input: { prompt: "x", aspect_ratio: "16:9", resolution: "1K" } };
    const past = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, origin: api.api, request: asked, durationMs: 2000 }));
    writeFileSync(join(state, "history.jsonl"), past.map((one) => `\n${JSON.stringify(one)}\n`).join(""), { mode: 0o600 });
    try {
      const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api };
      const { code, stderr } = await runProgram(["a", "fox", "--aspect-ratio", "16:9"], { env, cwd });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const [create] = api.creates();
      const [first, second] = api.looks();
      const sinceCreate = (at: number | undefined) => (at ?? 0) - (create?.at ?? 0);
      expect(sinceCreate(first?.at)).toBeGreaterThan(1900);
      expect(sinceCreate(first?.at)).toBeLessThan(2900);
      expect(sinceCreate(second?.at) - sinceCreate(first?.at)).toBeGreaterThan(990);
      expect(sinceCreate(second?.at)).toBeLessThan(8000);
      const { durationMs } = lastLine(cwd);
      expect(durationMs).toBeGreaterThan(2900);
      expect(durationMs).toBeLessThan(sinceCreate(second?.at) + 100);
    } finally {
      await api.close();
    }
  });
});

describe("how long a task took is kept", () => {
  const cases: [name: string, isKept: boolean, script: Script][] = [
    ["when it was watched", true, { detail: [running, linked()] }],
    ["also when a look failed before it was ready, as the answer says it", true, { detail: [running, json(500, {}), linked()] }],
    ["again when a failed look is followed by one that finds it running", true, { detail: [json(500, {}), running, linked()] }],
    ["not when its create had to be sent twice", false, { create: [json(503, {}), accepted] }],
  ];
  it.each(cases)("%s", async (_, isKept, script) => {
    const { code, cwd } = await against(script, { cwd: temporaryFolder(), timeout: 9 });
    expect(code).toBe(0);
    expect(typeof lastLine(cwd).durationMs).toBe(isKept ? "number" : "undefined");
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
