import { shells } from "./table.mjs";
import { quote, suggest, usageError } from "./core.mjs";
import "./process.mjs";

// src/commands/completion.ts
/** The script that completes this program's command line in a shell. Throws `usage` for a shell without one. */
async function completionScript(name) {
	const shell = shells.find((known) => known === name);
	if (!shell) throw usageError([unknownShell(name)], "in ~/.bashrc: eval \"$(hiapi-img completion bash)\"; hiapi-img completion --help has the rest");
	return makers[shell]();
}
const makers = {
	bash: async () => (await import("./bash.mjs")).bashScript(),
	zsh: async () => (await import("./completion-zsh.mjs")).zshScript(),
	fish: async () => (await import("./completion-fish.mjs")).fishScript()
};
function unknownShell(name) {
	const near = name === void 0 ? void 0 : suggest(name, shells);
	const message = `${name === void 0 ? "completion needs the name of a shell" : `there is no completion for ${quote(name)}`}: ${near ? `did you mean ${near}?` : `use ${shells.join(", ")}`}`;
	return {
		field: "shell",
		given: name ?? null,
		accepted: shells,
		message
	};
}

export { completionScript };
