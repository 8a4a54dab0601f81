import { commands, variants } from "./core.mjs";

// src/completion/table.ts
/** What can be completed, as data: the scripts for the shells are made from this, and this from the tables of the program. */
const programs = ["hiapi-img", "hiapi-gpt-image-2"];
const shells = [
	"bash",
	"zsh",
	"fish"
];
const fills = {
	model: "model",
	route: "route",
	aspectRatio: "ratio",
	resolution: "size",
	outputDir: "folder",
	inputUrls: "file",
	image: "file",
	promptFile: "file",
	targets: "folder"
};
const words = {
	tasks: ["prune"],
	batch: "file",
	models: "model",
	gallery: "folder",
	completion: shells
};
/** The commands with what each takes. */
function takenCommands() {
	return Object.entries(commands).map(([name, spec]) => ({
		name,
		summary: spec.summary,
		options: spec.options.map(takenOption),
		words: words[name] ?? "nothing"
	}));
}
/** Every option of every command, each once. */
function takenOptions() {
	const options = takenCommands().flatMap((command) => command.options);
	return [...new Map(options.map((option) => [option.flags.join(), option])).values()];
}
function takenOption({ flags, key, kind, description, values }) {
	const names = flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [];
	const takesNone = kind === "flag" || kind === "off";
	const fill = kind === "split" ? "nothing" : fills[key] ?? values ?? "nothing";
	return {
		flags: [...names],
		description,
		...takesNone ? {} : { fill }
	};
}
/**
* What goes together, a line for each model, route and resolution: `kind model route resolution ratio…`, where kind is
* `image` for models that take references, else `text`, and `-` stands for none.
*/
function pairRows() {
	return variants.flatMap(({ kind, model, route = "-", ratios, resolutions, refused }) => {
		const start = [
			kind === "image-to-image" ? "image" : "text",
			model,
			route
		];
		if (resolutions.length === 0) return [[...start, "-"].join(" ")];
		return resolutions.map((size) => [
			...start,
			size,
			...ratios.filter((ratio) => !refused[size]?.includes(ratio))
		].join(" "));
	});
}
/** The flags whose value decides what else goes: shell variable → flags, split where a `case` wants it. */
const deciding = {
	model: ["--model"],
	route: ["--route"],
	size: ["--resolution"],
	ratio: ["--aspect-ratio", "--aspect"],
	reference: [
		"--input-url",
		"--input-image-url",
		"--input-urls",
		"--image"
	]
};
/** A text as one word of a POSIX shell, and of fish. */
function quoted(text, shell = "bash") {
	return shell === "fish" ? `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'` : `'${text.replaceAll("'", "'\\''")}'`;
}

export { deciding, pairRows, programs, quoted, shells, takenCommands, takenOptions };
