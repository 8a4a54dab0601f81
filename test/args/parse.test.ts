import { describe, expect, it } from "vitest";
import { checkInput } from "../../src/args/input.ts";
import { readArguments } from "../../src/args/parse.ts";

/** The rules of the command line: what is read from an argv. What is refused stands in arguments-refused.test.ts. */

type Read = [argv: string[], command: string, options: Record<string, unknown>, words: string[]];

function parse(argv: readonly string[]) {
  const read = readArguments(argv);
  return { command: read.command, ...checkInput(read.command, read) };
}

const signed = "https://cdn.example/a.png?sig=1,2,3&exp=http";
const inline = "data:image/png;base64,iVBORw0KGgo=";

const prompts: Read[] = [
  [["A", "fox"], "generate", {}, ["A", "fox"]],
  [["--resolution", "2K", "A", "--quiet", "fox"], "generate", { resolution: "2K", quiet: true }, ["A", "fox"]],
  [["A fox", "--model=gpt-image-2"], "generate", { model: "gpt-image-2" }, ["A fox"]],
  [["-p", "A fox"], "generate", { prompt: "A fox" }, []],
  [["-pA fox"], "generate", { prompt: "A fox" }, []],
  [["--prompt=A fox"], "generate", { prompt: "A fox" }, []],
  [["--prompt=--A fox"], "generate", { prompt: "--A fox" }, []],
  [["--prompt="], "generate", { prompt: "" }, []],
  [["--prompt", ""], "generate", { prompt: "" }, []],
  [["--prompt", "a=b"], "generate", { prompt: "a=b" }, []],
  [["--prompt", "-5 degrees"], "generate", { prompt: "-5 degrees" }, []],
  [["--", "--quiet", "-x", "models"], "generate", {}, ["--quiet", "-x", "models"]],
  [["--", "draw", "--aspect=1:1"], "generate", {}, ["draw", "--aspect=1:1"]],
  [["A", "--quiet", "--", "--json"], "generate", { quiet: true }, ["A", "--json"]],
  [["--prompt-file", "-"], "generate", { promptFile: "-" }, []],
  [["-"], "generate", {}, ["-"]],
  [["—fox", "—", "–- a fox"], "generate", {}, ["—fox", "—", "–- a fox"]],
  [["—a resolution"], "generate", {}, ["—a resolution"]],
  [["--prompt=—resolution", "--", "—model"], "generate", { prompt: "—resolution" }, ["—model"]],
  [["-o", "-"], "generate", { outputDir: "-" }, []],
];

const commands: Read[] = [
  [["generate", "models"], "generate", {}, ["models"]],
  [["generate", "generate"], "generate", {}, ["generate"]],
  [["-p", "models"], "generate", { prompt: "models" }, []],
  [["--quiet", "models"], "generate", { quiet: true }, ["models"]],
  [["A", "check"], "generate", {}, ["A", "check"]],
  [["Models"], "generate", {}, ["Models"]],
  [["constructor"], "generate", {}, ["constructor"]],
  [["models"], "models", {}, []],
  [["models", "gpt-image-2", "--json"], "models", { json: true }, ["gpt-image-2"]],
  [["models", "--json", "gpt-image-2"], "models", { json: true }, ["gpt-image-2"]],
  [["resume", "tk-1", "-o", "pics"], "resume", { outputDir: "pics" }, ["tk-1"]],
  [["check", "--live"], "check", { live: true }, []],
  [["sandbox", "--port", "0", "--image-ms=5"], "sandbox", { port: 0, imageMs: 5 }, []],
];

const values: Read[] = [
  [["--aspect", "16:9"], "generate", { aspectRatio: "16:9" }, []],
  [["--aspect=16:9"], "generate", { aspectRatio: "16:9" }, []],
  [["--no-save", "--no-wait", "--no-color"], "generate", { save: false, wait: false, color: false }, []],
  [["--quiet", "-q"], "generate", { quiet: true }, []],
  [["-qo", "pics", "A fox"], "generate", { quiet: true, outputDir: "pics" }, ["A fox"]],
  [["-qopics"], "generate", { quiet: true, outputDir: "pics" }, []],
  [["-qp", "A fox"], "generate", { quiet: true, prompt: "A fox" }, []],
  [["--timeout", "5"], "generate", { timeoutMs: 5000 }, []],
  [["--timeout=0.5"], "generate", { timeoutMs: 500 }, []],
  [["--timeout", "604800"], "generate", { timeoutMs: 604_800_000 }, []],
  [["--poll-interval", "1"], "generate", { pollIntervalMs: 1000 }, []],
  [["--poll-interval=2.5"], "generate", { pollIntervalMs: 2500 }, []],
  [["--name", "a", "--storage", "temp"], "generate", { name: "a", storage: "temp" }, []],
];

const references: Read[] = [
  [["--input-url", signed], "generate", { inputUrls: [signed] }, []],
  [["--input-url", `${signed},${signed}`], "generate", { inputUrls: [`${signed},${signed}`] }, []],
  [["--input-url", inline, "--input-url", "a,b.png"], "generate", { inputUrls: [inline, "a,b.png"] }, []],
  [["--input-url", "a.png", "--input-image-url", "b.png", "--input-url=c.png"], "generate", { inputUrls: ["a.png", "b.png", "c.png"] }, []],
  [["--input-urls", `${signed},${signed}`], "generate", { inputUrls: [signed, signed] }, []],
  [["--input-urls", `${signed}, HTTPS://b/c.png`], "generate", { inputUrls: [signed, "HTTPS://b/c.png"] }, []],
  [["--input-urls", "a.png,b.png"], "generate", { inputUrls: ["a.png,b.png"] }, []],
  [["--input-urls", inline], "generate", { inputUrls: [inline] }, []],
  [
    ["--input-urls", "http://a/1", "--input-url", "b", "--input-urls", "http://c/1,http://d/1"],
    "generate",
    { inputUrls: ["http://a/1", "b", "http://c/1", "http://d/1"] },
    [],
  ],
  [["--image", signed], "generate", { image: signed }, []],
];

describe.each([
  ["a prompt", prompts],
  ["a command", commands],
  ["a value", values],
  ["references", references],
] as const)("%s", (_, table) => {
  it.each(table.map((row) => [row[0].join(" ").slice(0, 70), ...row] as const))("%s", (_name, argv, command, options, positionals) => {
    const { problems, ...read } = parse(argv);
    expect(problems).toEqual([]);
    // A blank around a reference is as good as none: the request trims it.
    const inputUrls = "inputUrls" in read.options ? { inputUrls: [read.options.inputUrls].flat().map((url) => String(url).trim()) } : {};
    expect({ ...read, options: { ...read.options, ...inputUrls } }).toEqual({ command, options, positionals });
  });
});

it("gives only the keys that were given", () => {
  expect(parse(["A fox"]).options).toEqual({});
});

it("leaves the argv alone", () => {
  const argv = Object.freeze(["--aspect", "1:1", "-qo", "x", "--wat"]);
  parse(argv);
  expect(argv).toEqual(["--aspect", "1:1", "-qo", "x", "--wat"]);
});
