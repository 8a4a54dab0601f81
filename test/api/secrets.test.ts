import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runProgram } from "../support/program.ts";
import type { Reply, Script } from "../support/standin.ts";
import {
  against,
  bytes,
  canary,
  envelope,
  folders,
  json,
  linked,
  picture,
  redirect,
  served,
  standIn,
  success,
  task,
  taskId,
} from "../support/standin.ts";

/** The API key goes to the API and nowhere else, whatever a server does to get it shown. */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const folder = folders();

/** No part of a key that would help a thief: a key that was cut off in the middle is still most of a key. */
const pieces = [canary, canary.slice(0, 16), canary.slice(-16)];

function expectHidden(text: string) {
  for (const piece of pieces)
    expect(text.includes(piece), `${piece} in ${text.slice(Math.max(0, text.indexOf(piece) - 80), text.indexOf(piece) + 40)}`).toBe(false);
}

/** Names and contents of everything below a folder. */
function everythingIn(place: string): string {
  const parts: string[] = [];
  for (const name of readdirSync(place)) {
    const path = join(place, name);
    parts.push(name, statSync(path).isDirectory() ? everythingIn(path) : readFileSync(path, "latin1"));
  }
  return parts.join("\n");
}

const echo = (status: number, place: (text: string) => unknown): Reply => json(status, place(`your key ${canary} is bad`));
const message = (text: string) => ({ code: 400, message: text, data: null, error_code: "INVALID_REQUEST" });
const failed = (fields: object) => json(200, task({ status: "fail", ...fields }));

/** The key as JSON may write it, which no search in the text finds. */
function escaped(status: number, body: unknown): Reply {
  const key = [...canary].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join("");
  return bytes(status, JSON.stringify(body).replaceAll(canary, key));
}

const scripts: [string, Script][] = [
  ["a refusal's message", { create: echo(400, message) }],
  ["a refusal's message, where it is cut", { create: json(400, message(`${"x".repeat(270)}${canary}`)) }],
  ["a refusal's message, where the whole line is cut", { create: json(400, message(`${"x".repeat(266)}${canary}`)) }],
  ["a refusal in plain text", { create: bytes(400, `no such key: ${canary}`) }],
  ["a refusal in HTML", { create: bytes(500, `<p>${canary}</p>`) }],
  ["a code", { create: json(400, { error: { code: canary, message: "no" } }) }],
  ["a code, where it is cut", { create: json(400, { error: { code: `${"c".repeat(60)}${canary}`, message: "no" } }) }],
  ["a request id", { create: json(401, { error: { code: "unauthorized", message: "no", request_id: `req-${canary}` } }) }],
  ["a request id, where it is cut", { create: json(401, { error: { message: "no", request_id: `${"r".repeat(100)}${canary}` } }) }],
  ["a refusal's message, escaped", { create: escaped(400, message(canary)) }],
  ["a refusal's message, escaped, where it is cut", { create: escaped(400, message(`${"x".repeat(270)}${canary}`)) }],
  ["rawStatus, escaped", { detail: escaped(200, task({ status: "success", output: [], prompt: canary, [canary]: [{ [canary]: 1 }] })) }],
  [
    "the model of a task, escaped",
    { detail: escaped(200, task({ model: canary, status: "success", output: [{ url: "http://127.0.0.1:1/" }] })) },
  ],
  ["a task's reason", { detail: failed({ error: { code: "TASK_FAILED", message: `${"x".repeat(380)}${canary}` } }) }],
  ["rawStatus", { detail: json(200, task({ status: "success", output: [], prompt: canary, [canary]: { deep: [`Bearer ${canary}`] } })) }],
  ["an unknown status", { detail: json(200, task({ status: canary })) }],
  ["an unreadable look", { detail: bytes(200, `${"x".repeat(110)}${canary}`) }],
  ["a status word of a failed look", { detail: json(403, { message: canary }) }],
  ["a link", { detail: success([{ url: `http://127.0.0.1:1/${canary}.png` }]) }],
  ["a link, where it is cut", { detail: success([{ url: `ftp://127.0.0.1/${"y".repeat(90)}${canary}.png` }]) }],
  ["the error page of a link", { image: bytes(403, canary) }],
  ["a redirect of a link", { image: redirect(`ftp://h/${canary}`) }],
  [
    "the model of a task",
    {
      detail: json(200, ({ images }: { images: string }) =>
        task({ model: canary, status: "success", output: [{ url: `${images}/a.png` }] }),
      ),
    },
  ],
];

describe.concurrent("a key that the server repeats in", () => {
  it.each(scripts)("%s is shown nowhere", async (_, script) => {
    const cwd = folder();
    const { stdout, stderr, api, document } = await against({ detail: linked(), ...script }, { cwd, timeout: 2 });
    expect(typeof document.ok).toBe("boolean");
    expectHidden(stdout);
    expectHidden(stderr);
    expectHidden(everythingIn(cwd));
    for (const { host, headers, path, body } of api.heard) {
      expect(headers.authorization).toBe(host === "api" ? `Bearer ${canary}` : undefined);
      if (host === "images") expectHidden(JSON.stringify([headers, path, body.toString()]));
    }
  });

  it("the model of a resumed task names no file", async () => {
    const cwd = folder();
    const detail: Reply = json(200, ({ images }: { images: string }) =>
      task({ model: canary, status: "success", output: [{ url: `${images}/a.png` }] }),
    );
    const { stdout, code } = await against({ detail }, { cwd, argv: ["resume", taskId] });
    expect(code).toBe(0);
    expectHidden(stdout);
    expectHidden(everythingIn(cwd));
  });
});

describe.concurrent("the request for a picture", () => {
  it("carries no key, through redirects to other hosts and to the API itself", async () => {
    const other = await standIn({ image: served() });
    const image = [redirect("/second"), redirect(`${other.images}/third`), served()];
    const { document, api } = await against({ image }, { cwd: folder() });
    await other.close();
    expect(document.outputs[0]).toMatchObject({ kind: "file", bytes: picture.length });
    const asked = [...api.heard, ...other.heard].filter(({ host }) => host === "images");
    expect(asked.map(({ path }) => path)).toEqual(["/picture.png", "/second", "/third"]);
    for (const { headers } of asked) {
      expect(Object.keys(headers).sort()).toEqual(["accept", "accept-encoding", "connection", "host", "user-agent"]);
      expect(headers["accept-encoding"]).toBe("identity");
    }
  });

  it("carries no key even where the link stands on the API's own host", async () => {
    const detail = [
      json(200, ({ api }: { api: string }) => task({ status: "success", output: [{ url: `${api}/files/a.png` }] })),
      served(),
    ];
    const { document, api } = await against({ detail }, { cwd: folder() });
    expect(document.ok).toBe(true);
    const [, file] = api.looks();
    expect(file).toMatchObject({ path: "/files/a.png" });
    expect(file?.headers).not.toHaveProperty("authorization");
  });
});

describe.concurrent("the requests of the API", () => {
  it("follow no redirect with the key", async () => {
    const other = await standIn();
    const { document } = await against({ create: redirect(`${other.api}/v1/tasks`, 308) }, { cwd: folder() });
    const looked = await against({ detail: redirect(`${other.api}/v1/tasks/x`, 302) }, { cwd: folder() });
    await other.close();
    expect([document.error.kind, looked.document.error.kind]).toEqual(["unexpected", "unexpected"]);
    expect(other.heard).toEqual([]);
  });

  it.each(["tk/../../admin?a=b#c%2f", "--all"])("take no task id that could be a path, an option or a command: %s", async (id) => {
    const { code, document, stderr, api } = await against({ create: json(200, envelope({ taskId: id })) }, { cwd: folder(), timeout: 1 });
    expect({ code, kind: document.error.kind, looks: api.looks() }).toEqual({ code: 7, kind: "unknown_outcome", looks: [] });
    expect(stderr).not.toContain(id);
  });

  it.each(["_a:b.c-d", "t".repeat(128)])("take any other: %s", async (id) => {
    const { document, api } = await against({ create: json(200, envelope({ taskId: id })) }, { cwd: folder() });
    expect(document.ok).toBe(true);
    expect(new Set(api.looks().map(({ path }) => path))).toEqual(new Set([`/v1/tasks/${encodeURIComponent(id)}`]));
  });

  it("never go out with a key that cannot be one, and never show it", async () => {
    for (const key of ["short", `sk-${"k".repeat(600)}`, "sk-with space in it", "sk-schlüssel-123", `sk-line\nbreak-${"1".repeat(20)}`]) {
      const { code, document, stdout, stderr } = await runProgram(["x"], {
        env: { HIAPI_API_KEY: key, HIAPI_BASE_URL: "http://127.0.0.1:1" },
        cwd: folder(),
      });
      expect({ code, kind: document.error.kind }).toEqual({ code: 4, kind: "account" });
      expect(stdout + stderr).not.toContain(key);
    }
  });

  it("take the key without the blanks around it", async () => {
    const { api, document } = await against({}, { cwd: folder(), env: { HIAPI_API_KEY: `  ${canary}\n` } });
    expect(document.ok).toBe(true);
    expect(api.creates()[0]?.headers.authorization).toBe(`Bearer ${canary}`);
  });
});
