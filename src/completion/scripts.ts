import { readFileSync } from "node:fs";
import type { Shell } from "./complete.ts";

/** The scripts that make a shell ask this program for completions. The build puts the text of these files in place of the calls. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: readFileSync(new URL("./hiapi-img.bash", import.meta.url), "utf8"),
  zsh: readFileSync(new URL("./hiapi-img.zsh", import.meta.url), "utf8"),
  fish: readFileSync(new URL("./hiapi-img.fish", import.meta.url), "utf8"),
};
