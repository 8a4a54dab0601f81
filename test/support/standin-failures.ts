import { expect } from "vitest";
import type { Script, Told } from "./standin.ts";
import { accepted, against, canary, taskId } from "./standin.ts";

/** How a run behind an accepted create must fail, whatever the reason. */

const exits = { unexpected: 1, usage: 2, task_failed: 3, account: 4, output: 6, pending: 8 } as const;
type Kind = keyof typeof exits;

export interface Expected {
  kind: Kind;
  /** A part of the hint or, for what has no row in the guidance table, of the message. */
  says?: RegExp;
  code?: string;
  timeout?: number;
  /** Whether the same may succeed later; without it, what the kind alone says. */
  retryable?: boolean;
}

/** The rows of the contract's guidance table that looks can lead to. */
export const guidance = {
  key: /verify the HiAPI API key/,
  billing: /https:\/\/www\.hiapi\.ai\/en\/dashboard.*https:\/\/www\.hiapi\.ai\/en\/pricing/,
  policy: /revise the prompt/,
  noImage: /expects data\.output\[\] to hold an image URL or data URI after success/,
};

export type FailsWith = (script: Script, expected: Expected) => Promise<Told>;

/** Runs `generate` against a script and checks what every failure promises. */
export function failures(folder: () => string): FailsWith {
  return async (script, { kind, says, code, timeout = 2, retryable = ["pending", "output"].includes(kind) }) => {
    const told = await against({ create: accepted, ...script }, { cwd: folder(), timeout });
    const { error } = told.document;
    expect({ kind: error.kind, code: told.code, message: error.message }).toEqual({ kind, code: exits[kind], message: expect.any(String) });
    expect(error.message.length).toBeLessThanOrEqual(500);
    if (says) expect(`${error.message} | ${error.hint}`).toMatch(says);
    if (code) expect(error.code).toBe(code);
    expect(told.document).toMatchObject({ ok: false, error: { taskId, retryable, hint: expect.stringMatching(/\S/) } });
    expect(error.idempotencyKey).toBe(told.api.creates()[0]?.headers["idempotency-key"]);
    // A task that failed is settled: there is nothing to resume.
    if (kind === "task_failed") expect(error).not.toHaveProperty("resume");
    else expect(error.resume).toBe(`hiapi-img resume ${taskId}`);
    expect(told.stdout + told.stderr).not.toMatch(/^\s+at .*(?:\.ts|\.js|node:)/m);
    expect(told.stdout + told.stderr).not.toContain(canary);
    // What came is paid for: bytes that are no whole image are kept, and nothing else is.
    const isRejected = /cut off|no image:/.test(error.message);
    expect(told.files).toEqual(isRejected ? [expect.stringMatching(/^gpt-image-2-.*-1\.rejected$/)] : []);
    if (isRejected) expect(error.message).toContain(told.files[0]);
    return told;
  };
}
