/** The licence texts of what ended up in the bundle. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const rule = "-".repeat(80);

/** One text with the licence of each package that one of `modules` (absolute paths) belongs to. Throws when a package has none. */
export async function licenseFile(modules: readonly string[]): Promise<string> {
  const packages = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
  const parts = await Promise.all([...packages].map(licenseOf));
  const head = "The files beside this one contain code of the packages below, under these licences.\n";
  return [head, ...parts.sort()].join(`\n${rule}\n\n`);
}

function packageFolder(id: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
}

async function licenseOf(folder: string): Promise<string> {
  const manifest: { name: string; version: string; license?: string } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name)).sort();
  if (files.length === 0) throw new Error(`${manifest.name}: no licence file in ${folder}`);
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const body = texts.map((text) => text.replace(/\r\n/g, "\n").trim()).join("\n\n");
  return `${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})\n\n${body}\n`;
}
