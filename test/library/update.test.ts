import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkSkillUpdate, compareVersions, warnOrRequireSkillUpdate } from "../../src/library/index.ts";
import { answerStyles, stubFetch } from "../fixtures/fetch-stub.ts";

/** The update policy (docs/design.md, rule 11). */

const skillId = "hiapi-gpt-image-2";
const policy = {
  latestVersion: "0.5.0",
  minimumVersion: "0.4.0",
  updateCommand: "npx skills update",
  notice: "A newer one is out.",
  requiredNotice: "Too old.",
};
const manifest = (changes: object = {}, id = skillId) => ({
  skills: [
    { id: "other", updatePolicy: { minimumVersion: "9.0.0" } },
    { id, version: "0.5.0", updatePolicy: { ...policy, ...changes } },
  ],
});
const check = (answer: unknown, more: object = {}) => checkSkillUpdate({ fetchImpl: stubFetch([answer]).fetchImpl, env: {}, ...more });
const keys = ["latestVersion", "message", "minimumVersion", "status", "updateCommand"];

describe("checkSkillUpdate", () => {
  it.each<[string, object, string, RegExp]>([
    ["current", {}, "current", /./],
    ["ahead of the latest", { latestVersion: "0.4.9" }, "current", /./],
    ["below the latest", { latestVersion: "0.5.1" }, "available", /^A newer one is out\..*0\.5\.0.*0\.5\.1.*Update: npx skills update$/],
    [
      "below the minimum",
      { minimumVersion: "0.6.0", latestVersion: "0.6.0" },
      "required",
      /^Too old\..*0\.5\.0.*0\.6\.0.*Update now: npx skills update$/,
    ],
    ["just the minimum", { minimumVersion: "0.5.0" }, "current", /./],
    ["a minimum without a latest", { latestVersion: undefined, minimumVersion: "1" }, "required", /Update now: /],
    ["double digits", { latestVersion: "0.10.0" }, "available", /./],
    ["a build mark", { latestVersion: "0.5.0+7", minimumVersion: "0.5.0-rc.1" }, "current", /./],
  ])("%s", async (_, changes, status, message) => {
    for (const style of Object.keys(answerStyles)) {
      const { fetchImpl } = stubFetch([manifest(changes)], { style });
      const found = await checkSkillUpdate({ fetchImpl, env: {} });
      expect(found.status, style).toBe(status);
      expect(found.message).toMatch(message);
      expect(Object.keys(found).sort()).toEqual(keys);
    }
  });

  it("compares the version and the skill that are given", async () => {
    expect(await check(manifest(), { currentVersion: "0.3.9" })).toMatchObject({
      status: "required",
      latestVersion: "0.5.0",
      minimumVersion: "0.4.0",
    });
    expect(await check(manifest(), { skillId: "other" })).toMatchObject({ status: "required", minimumVersion: "9.0.0" });
    expect(await check(manifest(), { skillId: "nobody" })).toMatchObject({ status: "skipped" });
  });

  it("asks the address that is given, else that of the environment, else HiAPI's own", async () => {
    const { fetchImpl, calls } = stubFetch([manifest()]);
    await checkSkillUpdate({ fetchImpl, manifestUrl: "https://a.test/1.json", env: {} });
    await checkSkillUpdate({ fetchImpl, env: { HIAPI_SKILLS_MANIFEST_URL: "https://b.test/2.json" } });
    await checkSkillUpdate({ fetchImpl, env: {} });
    const list = "https://raw.githubusercontent.com/HiAPIAI/hiapi-skills/main/skills.json";
    expect(calls.map(({ url }) => url)).toEqual(["https://a.test/1.json", "https://b.test/2.json", list]);
    expect(JSON.stringify(calls)).not.toMatch(/authorization/i);
  });

  it.each(["1", "true"])("asks nobody when HIAPI_SKIP_UPDATE_CHECK is %s", async (value) => {
    const { fetchImpl, calls } = stubFetch([manifest({ minimumVersion: "9" })]);
    expect(await checkSkillUpdate({ fetchImpl, env: { HIAPI_SKIP_UPDATE_CHECK: value } })).toMatchObject({ status: "skipped" });
    expect(calls).toEqual([]);
  });

  it.each(["", "0", "no"])("asks when HIAPI_SKIP_UPDATE_CHECK is %j", async (value) => {
    expect(await check(manifest(), { env: { HIAPI_SKIP_UPDATE_CHECK: value } })).toMatchObject({ status: "current" });
  });
});

describe("a policy that cannot be read is skipped", () => {
  it.each([null, [], "text", 7, {}, { skills: {} }, { skills: [null, 7, "x"] }, { skills: [{ id: 7 }] }])("%j", async (answer) => {
    expect(await check(answer)).toMatchObject({ status: "skipped", updateCommand: "" });
  });

  it.each([
    { updatePolicy: null },
    { updatePolicy: [] },
    { updatePolicy: { latestVersion: 9, minimumVersion: { a: 1 }, updateCommand: ["rm"] } },
  ])("a policy of wrong types: %j", async (entry) => {
    const found = await check({ skills: [{ id: skillId, ...entry }] });
    expect(["skipped", "current"]).toContain(found.status);
  });

  it.each([301, 404, 500])("HTTP %i", async (status) => {
    const { fetchImpl } = stubFetch([manifest({ minimumVersion: "9" })], { status });
    expect(await checkSkillUpdate({ fetchImpl, env: {} })).toMatchObject({ status: "skipped" });
  });

  it("a fetch that fails, or throws at once", async () => {
    const rejects = () => Promise.reject(new TypeError("fetch failed"));
    const throws = () => {
      throw new Error("no network here");
    };
    for (const fetchImpl of [rejects, throws]) expect(await checkSkillUpdate({ fetchImpl, env: {} })).toMatchObject({ status: "skipped" });
  });

  it.each(["hangs before its head", "drips its body"])("a server that %s, after 1.2 s", async (what) => {
    const server = createServer((_, response) => {
      if (what.startsWith("hangs")) return;
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const env = { HIAPI_SKILLS_MANIFEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/skills.json` };
    const begun = performance.now();
    expect(await checkSkillUpdate({ env })).toMatchObject({ status: "skipped" });
    const took = performance.now() - begun;
    expect(took).toBeGreaterThan(1100);
    expect(took).toBeLessThan(15_000);
  });

  it("a stub that never answers and ignores signals, within the timeout", async () => {
    const begun = performance.now();
    expect(await checkSkillUpdate({ fetchImpl: () => new Promise(() => undefined), timeoutMs: 100, env: {} })).toMatchObject({
      status: "skipped",
    });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe("hostile text", () => {
  const words: [string, string][] = [
    ["control characters", "do\u001b[2J\u0007 this\r\nand\u0000 that\u009b31m"],
    ["line separators and bidi marks", "a\u2028b\u2029c\u202egnp.exe"],
    ["10,000 characters", "x".repeat(10_000)],
    ["10,000 emoji", "🌊".repeat(10_000)],
  ];
  it.each(words)("%s stay one line of at most 300 characters each", async (_, text) => {
    for (const minimumVersion of ["0.1.0", "9.0.0"]) {
      const changes = {
        latestVersion: `9.0.0 ${text}`,
        minimumVersion: `${minimumVersion} ${text}`,
        updateCommand: text,
        notice: text,
        requiredNotice: text,
      };
      const found = await check(manifest(changes));
      expect(found.status).toBe(minimumVersion === "9.0.0" ? "required" : "available");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may come through
      for (const shown of Object.values(found)) expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
      for (const shown of [found.latestVersion, found.minimumVersion, found.updateCommand]) expect(shown.length).toBeLessThanOrEqual(300);
      expect(found.message.length).toBeLessThan(1300);
      expect(found.message).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
      expect(found.message.endsWith(found.updateCommand)).toBe(true);
    }
  });
});

describe("warnOrRequireSkillUpdate", () => {
  const ask = (changes: object) => warnOrRequireSkillUpdate({ fetchImpl: stubFetch([manifest(changes)]).fetchImpl, env: {} });

  it("warns with one line on stderr when an update is available, and returns the check", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await ask({ latestVersion: "1.0.0" })).toMatchObject({ status: "available" });
    expect(written.mock.calls.map(([text]) => text)).toEqual([expect.stringMatching(/Update: npx skills update\n$/)]);
  });

  it("is silent when the contract is current", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await ask({})).toMatchObject({ status: "current" });
    expect(written.mock.calls).toEqual([]);
  });

  it("throws when one is required, with all that checkSkillUpdate returns", async () => {
    const long = { minimumVersion: "9.0.0", requiredNotice: "n".repeat(290), updateCommand: `npx ${"c".repeat(280)}` };
    for (const changes of [{ minimumVersion: "9.0.0" }, long]) {
      const found = await check(manifest(changes));
      await expect(ask(changes)).rejects.toMatchObject({ ...found, message: expect.stringMatching(/Update now: npx \S+/) });
      await expect(ask(changes)).rejects.toSatisfy((error: Error) => error.message.endsWith(found.updateCommand));
    }
  });
});

describe("compareVersions", () => {
  it.each<[string, string, number]>([
    ["1.2.3", "1.2.3", 0],
    ["1.2", "1.2.0", 0],
    ["1", "1.0.1", -1],
    ["0.10.0", "0.9.9", 1],
    ["1.2.3+build", "1.2.3", 0],
    ["1.2.3-rc.1", "1.2.3", 0],
    ["1.2.3-9+9", "1.2.3+1-1", 0],
    ["2.0.0-alpha", "1.9.9", 1],
    ["", "0.0.0", 0],
    ["10", "9", 1],
  ])("%j and %j → %i", (a, b, order) => expect(compareVersions(a, b)).toBe(order));

  const parts = fc.array(fc.nat(50), { minLength: 1, maxLength: 4 });
  const suffix = fc.constantFrom("", "+1", "-rc.2", "-1+2", "+a-b");

  it("orders as numbers do, whatever follows + or -", async () => {
    const order = (a: number[], b: number[]) => {
      const at = [0, 1, 2, 3].find((index) => (a[index] ?? 0) !== (b[index] ?? 0)) ?? 0;
      return Math.sign((a[at] ?? 0) - (b[at] ?? 0));
    };
    await fc.assert(
      fc.property(parts, suffix, parts, suffix, (a, x, b, y) => {
        expect(compareVersions(a.join(".") + x, b.join(".") + y)).toBe(order(a, b));
      }),
    );
  });

  it("is antisymmetric for any two texts", async () => {
    await fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(compareVersions(a, b) + compareVersions(b, a)).toBe(0);
      }),
    );
  });
});
