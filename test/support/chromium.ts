import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A headless Chromium, driven over a pipe by its DevTools protocol: no package, no port. */

const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where a Chromium is: `HIAPI_TEST_CHROMIUM`, else on the path; undefined when there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env.HIAPI_TEST_CHROMIUM, ...paths].find((path) => path && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Page {
  /** Messages of the console and of the security policy, and the URLs that the page requested. */
  readonly messages: string[];
  readonly requests: string[];
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what they expect
  evaluate(expression: string): Promise<any>;
  /** A real press of a key. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** A real click in the middle of an element. */
  click(selector: string): Promise<void>;
  show(window: { width: number; height: number; scheme?: "dark" | "light" }): Promise<void>;
  /** The window as PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

const codes: Record<string, number> = {
  Enter: 13,
  Escape: 27,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

export async function openChromium(path: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), "hiapi-img-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars"];
  const child = spawn(path, [...flags, `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const { send, onEvent } = protocol(child.stdio[3] as NodeJS.WritableStream, child.stdio[4] as NodeJS.ReadableStream, gone);
  const { targetInfos } = await send("Target.getTargets");
  const { targetId } = targetInfos.find(({ type }: { type: string }) => type === "page");
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const call = (method: string, params: object = {}) => send(method, params, sessionId);
  const page = { messages: [] as string[], requests: [] as string[] };
  let loaded: () => void = () => undefined;
  onEvent((method, params) => {
    if (method === "Page.loadEventFired") loaded();
    if (method === "Runtime.exceptionThrown") page.messages.push(JSON.stringify(params.exceptionDetails));
    if (method === "Log.entryAdded") page.messages.push(params.entry.text);
    if (method === "Network.requestWillBeSent") page.requests.push(params.request.url);
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await call(`${domain}.enable`);
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = await call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  return {
    ...page,
    evaluate,
    async open(url) {
      const done = new Promise<void>((resolve) => {
        loaded = resolve;
      });
      await call("Page.navigate", { url });
      await done;
    },
    async press(key) {
      const event = { key, code: key === "/" ? "Slash" : key, windowsVirtualKeyCode: codes[key] ?? key.charCodeAt(0) };
      const typed = key.length === 1 ? key : key.replace("Enter", "\r").replace(/^[A-Z].*/, "");
      await call("Input.dispatchKeyEvent", {
        type: "keyDown",
        ...event,
        ...(typed === "" ? {} : { text: typed }),
      });
      await call("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    },
    async type(text) {
      await call("Input.insertText", { text });
    },
    async click(selector) {
      const [x, y] = await evaluate(
        `(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({ block: "center" }); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`,
      );
      for (const type of ["mousePressed", "mouseReleased"])
        await call("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    },
    async show({ width, height, scheme = "light" }) {
      await call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
      await call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    },
    async screenshot() {
      const { data } = await call("Page.captureScreenshot", { format: "png" });
      return Buffer.from(data, "base64");
    },
    async close() {
      await send("Browser.close").catch(() => undefined);
      child.kill("SIGKILL");
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the protocol's own shapes
type Message = any;

/** Calls and events, as JSON with a zero byte behind each. */
function protocol(to: NodeJS.WritableStream, from: NodeJS.ReadableStream, gone: Promise<void>) {
  const waiting = new Map<number, { resolve(result: Message): void; reject(error: Error): void }>();
  const listeners: ((method: string, params: Message) => void)[] = [];
  let last = 0;
  let rest = "";
  from.setEncoding("utf8");
  from.on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages.map((json) => JSON.parse(json) as Message)) {
      const caller = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) caller?.reject(new Error(message.error.message));
      else caller?.resolve(message.result);
      if (message.method) for (const listener of listeners) listener(message.method, message.params);
    }
  });
  to.on("error", () => undefined);
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error("Chromium has gone"));
  });
  return {
    onEvent: (listener: (method: string, params: Message) => void) => void listeners.push(listener),
    send: (method: string, params: object = {}, sessionId?: string) =>
      new Promise<Message>((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        to.write(`${JSON.stringify({ id: last, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
      }),
  };
}
