import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Problem } from "../errors.ts";
import { oneLine, quote } from "../errors.ts";
import { isWritable } from "../fs/index.ts";
import type { Io } from "../io.ts";
import { resolvePath } from "../io.ts";
import { isFileName, nameProblem } from "./file-names.ts";

/** Where images go: a folder, and the name of the file where one was given. */
export interface OutputPlace {
  /** An absolute path. */
  outputDir: string;
  fileName?: string;
}

/** The place that `--output-dir` names: a file where it ends in the extension of an image, unless a folder of that name exists. */
export async function outputPlace(given: string | undefined, io: Pick<Io, "cwd" | "home">): Promise<OutputPlace> {
  const path = resolvePath(given ?? "outputs", io);
  const fileName = basename(path);
  if (!isFileName(fileName) || /[\\/]$/.test(given ?? "") || (await isFolder(path))) return { outputDir: path };
  return { outputDir: dirname(path), fileName };
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** File systems take 255 bytes, of which a number and the marks of an unfinished file need some. */
const longestName = 200;

/** What is wrong with where images are to go and with `--name`, before anything is paid for. */
export async function placeProblems(
  { outputDir: given = "outputs", name }: { outputDir?: string | undefined; name?: string | undefined },
  { outputDir, fileName = "" }: OutputPlace,
  { isSaved = true } = {},
): Promise<Problem[]> {
  const facts = { field: "output-dir", given, accepted: "a folder that can be written, or a file in one" };
  const problems: Problem[] = [];
  if (given.trim() === "") problems.push({ ...facts, message: "--output-dir is empty: name a folder, or leave it out for ./outputs" });
  else if (isSaved && !(await isWritable(outputDir))) {
    const message = `no image can be saved in ${quote(given)}: name a folder that can be written with --output-dir`;
    problems.push({ ...facts, message });
  }
  const wrongName = name === undefined ? undefined : nameProblem(name);
  if (wrongName) problems.push(wrongName);
  if (Buffer.byteLength(fileName) > longestName || oneLine(fileName, longestName) !== fileName.trim()) {
    const message = `the file name ${quote(fileName)} is not accepted: give at most ${longestName} bytes without control characters`;
    problems.push({ ...facts, message });
  }
  if (fileName && name !== undefined) {
    const message = `--name ${quote(name)} and --output-dir ${quote(given)} both name the file: leave one of them out`;
    problems.push({ field: "name", given: name, accepted: "one name for the file", message });
  }
  return problems;
}
