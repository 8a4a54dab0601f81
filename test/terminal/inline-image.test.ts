import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { Terminal } from "../../src/terminal/inline-image.ts";
import { drawImage, protocolOf } from "../../src/terminal/inline-image.ts";
import { heads, png } from "../fixtures/pictures.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** `--preview`: which terminal gets what, and that a preview never fails a run. */

const esc = "\u001b";
const kittyPiece = new RegExp(`${esc}_G([^;]*);([^${esc}]*)${esc}\\\\`, "g");
const itermFile = new RegExp(`^${esc}\\]1337;File=inline=1;size=300070;width=40;preserveAspectRatio=1:([A-Za-z0-9+/=]+)\u0007\\n$`);
const tty = { tty: true, columns: 80 };

describe("which terminal gets what", () => {
  it.each<[Record<string, string>, ReturnType<typeof protocolOf>]>([
    [{ TERM: "xterm-kitty" }, "kitty"],
    [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "kitty"],
    [{ TERM: "xterm-ghostty", TERM_PROGRAM: "ghostty" }, "kitty"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "ghostty" }, "kitty"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, "iterm2"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }, "iterm2"],
    [{ TERM: "xterm-256color", LC_TERMINAL: "iTerm2" }, "iterm2"],
    [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1", TERM_PROGRAM: "vscode" }, undefined],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, undefined],
    [{ TERM: "tmux-256color", TMUX: "/tmp/tmux-0/default,1,0", KITTY_WINDOW_ID: "1" }, undefined],
    [{ TERM: "screen-256color", TERM_PROGRAM: "iTerm.app" }, undefined],
    [{ TERM: "xterm-kitty", STY: "1.pts" }, undefined],
    [{ TERM: "dumb" }, undefined],
    [{ TERM: "dumb", KITTY_WINDOW_ID: "1" }, undefined],
    [{}, undefined],
  ])("%j: %s", (env, protocol) => {
    expect(protocolOf(env)).toBe(protocol);
  });
});

/** Draws on a terminal that is kept. */
async function drawn(
  path: string,
  mimeType = "image/png",
  {
    env = {},
    columns = 80,
    rows = 24,
    size = {},
  }: { env?: Terminal["env"]; columns?: number; rows?: number; size?: { width?: number; height?: number } } = {},
) {
  let text = "";
  const write = (piece: string, done?: () => void) => {
    text += piece;
    done?.();
    return true;
  };
  const reason = await drawImage(
    { path, mimeType, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 9, ...size },
    { env, stream: { write, isTTY: true, columns, rows } },
  );
  return { reason, text };
}

function file(bytes: Uint8Array, name = "a.png"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const kitty = { TERM: "xterm-kitty" };
const iterm = { TERM_PROGRAM: "iTerm.app" };

describe("the file itself", () => {
  const large = Buffer.concat([png, Buffer.alloc(300_000, "ab")]);

  it("goes to kitty whole, in pieces of at most 4096 characters, and asks for no answer", async () => {
    const { reason, text } = await drawn(file(large), "image/png", { env: kitty });
    expect(reason).toBe(undefined);
    const pieces = [...text.matchAll(kittyPiece)];
    expect(Buffer.concat(pieces.map(([, , data = ""]) => Buffer.from(data, "base64"))).equals(large)).toBe(true);
    expect(Math.max(...pieces.map(([, , data = ""]) => data.length))).toBeLessThanOrEqual(4096);
    expect(pieces[0]![1]).toBe("a=T,f=100,q=2,c=40,m=1");
    expect(pieces.slice(1, -1).every(([, control]) => control === "q=2,m=1")).toBe(true);
    expect(pieces.at(-1)![1]).toBe("q=2,m=0");
    expect(text.endsWith(`${esc}\\\n`)).toBe(true);
  });

  it.each(["image/png", "image/jpeg", "image/webp"])("goes to iTerm2 as %s", async (mimeType) => {
    const { reason, text } = await drawn(file(large), mimeType, { env: iterm });
    expect(reason).toBe(undefined);
    const [, data = ""] = itermFile.exec(text) ?? [];
    expect(Buffer.from(data, "base64").equals(large)).toBe(true);
  });

  it("of another type is named where kitty cannot show it", async () => {
    expect(await drawn(file(heads.jpeg), "image/jpeg", { env: kitty })).toEqual({
      reason: "image/jpeg needs a terminal such as iTerm2 or WezTerm",
      text: "",
    });
  });

  it("of more than 64 MB is not sent, nor one that is gone", async () => {
    const path = file(png);
    truncateSync(path, 64 * 1024 * 1024 + 1);
    expect(await drawn(path, "image/png", { env: kitty })).toEqual({ reason: "the image has more than 64 MB", text: "" });
    expect((await drawn(join(temporaryFolder(), "gone.png"), "image/png", { env: kitty })).reason).toMatch(/ENOENT/);
  });

  it.each([
    [{ width: 16_385, height: 1 }, false],
    [{ width: 1, height: 16_385 }, false],
    [{ width: 8001, height: 8000 }, false],
    [{ width: 8000, height: 8000 }, true],
    [{ width: 16_384, height: 3906 }, true],
  ])("of %j is sent: %s", async (size, isSent) => {
    for (const env of [kitty, iterm]) {
      const { reason, text } = await drawn(file(png), "image/png", { env, size });
      expect(text !== "").toBe(isSent);
      if (!isSent) expect(reason).toMatch(`${size.width} x ${size.height} pixels`);
    }
  });

  it.each([
    [{ columns: 80, rows: 24 }, { width: 1024, height: 1024 }, 40],
    [{ columns: 30, rows: 24 }, { width: 1024, height: 1024 }, 30],
    [{ columns: 80, rows: 24 }, { width: 1024, height: 4096 }, 10],
    [{ columns: 400, rows: 100 }, { width: 4096, height: 1024 }, 160],
    [{ columns: 80, rows: 24 }, { width: 8, height: 8 }, 8],
    [{ columns: 0, rows: 0 }, { width: 1, height: 5000 }, 1],
  ])("fits into a window of %j as %j on %i columns", async (window, size, columns) => {
    const { text } = await drawn(file(png), "image/png", { env: kitty, ...window, size });
    expect(text).toContain(`,c=${columns},`);
  });

  it("that ends too soon still ends the transmission", async () => {
    let text = "";
    const write = (piece: string, done?: () => void) => {
      text += piece;
      done?.();
    };
    const reason = await drawImage({ path: file(png), mimeType: "image/png", bytes: 900 }, { env: kitty, stream: { write, isTTY: true } });
    expect({ reason, text }).toEqual({ reason: "the file was cut off meanwhile", text: `${esc}_Gq=2,m=0;${esc}\\\n` });
  });
});

describe("--preview", () => {
  const request = ["A lighthouse", "--aspect-ratio", "16:9", "--sandbox", "--poll-interval", "1", "--preview"];

  it("draws on stderr once the document stands on stdout, which holds nothing else", async () => {
    const order: string[] = [];
    const ran = await runProgram(request, { ...tty, env: kitty, onStderr: (text) => void order.push(text) });
    expect(ran.document).toMatchObject({ ok: true, outputs: [{ kind: "file" }] });
    expect(ran.stdout).not.toContain(esc);
    expect(order.findIndex((text) => text.includes(`${esc}_G`))).toBeGreaterThan(order.findIndex((text) => text.startsWith("saved ")));
  });

  it("sends the saved file to kitty", async () => {
    const { stderr, document } = await runProgram(request, { ...tty, env: kitty });
    const data = [...stderr.matchAll(kittyPiece)].map(([, , piece = ""]) => Buffer.from(piece, "base64"));
    expect(Buffer.concat(data).equals(readFileSync(document.outputs[0].path))).toBe(true);
  });

  it("is drawn with --quiet too, which leaves out the lines around it", async () => {
    const { stderr } = await runProgram([...request, "-q"], { ...tty, env: kitty });
    expect(stderr).toContain(`${esc}_G`);
    expect(stderr).not.toMatch(/saved|task/);
  });

  it.each<[string, string[], Record<string, string>, boolean, string]>([
    ["in a pipe", [], {}, false, "stderr is no terminal"],
    ["on a dumb terminal", [], { TERM: "dumb" }, true, "this terminal shows no images; kitty, Ghostty, iTerm2, WezTerm and mintty do"],
    ["on another terminal", [], { TERM: "xterm" }, true, "this terminal shows no images; kitty, Ghostty, iTerm2, WezTerm and mintty do"],
    ["with --no-save", ["--no-save"], kitty, true, "nothing was saved"],
    ["with --no-wait", ["--no-wait"], kitty, true, "nothing was saved"],
  ])("is one line %s", async (_, flags, env, isTerminal, reason) => {
    const { code, stderr } = await runProgram([...request, ...flags], { tty: isTerminal, env });
    expect(code).toBe(0);
    expect(stderr.endsWith(`no preview: ${reason}\n`)).toBe(true);
    expect(stderr).not.toContain(`${esc}_G`);
  });

  it.each([[["resume", "--preview"]], [["resume", "TASK", "--preview"]], [["--resume-task-id", "TASK", "--preview"]]])(
    "draws what %j saves",
    async (argv) => {
      const sandbox = await startSandbox({ imageMs: 0, samePicture: true });
      onTestFinished(() => sandbox.close());
      const cwd = temporaryFolder();
      const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
      const { taskId } = (await runProgram(["A fox", "--no-wait"], { cwd, env })).document;
      const { code, stderr } = await runProgram(
        argv.map((word) => word.replace("TASK", taskId)),
        { ...tty, cwd, env: { ...env, ...kitty } },
      );
      expect(code).toBe(0);
      expect(stderr).toContain(`${esc}_G`);
    },
  );

  it("leaves a dumb terminal plain text: no spinner, no colour, no image", async () => {
    const { stderr } = await runProgram(request, { ...tty, env: { TERM: "dumb" } });
    expect(stderr).not.toContain(esc);
    expect(stderr).toMatch(/^task \S+$/m);
  });

  it("stays in the command that a dry run prints", async () => {
    expect((await runProgram(["A fox", "--dry-run", "--preview"])).document.next).toContain("--preview");
  });
});
