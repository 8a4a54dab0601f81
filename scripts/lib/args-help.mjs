import { commands, exitCodes, lineKeys } from "./core.mjs";

// src/args/help.ts
const examples = {
	overview: [
		"hiapi-img \"A lighthouse at dusk\" --aspect-ratio 16:9",
		"hiapi-img \"In watercolour\" --input-url photo.png",
		"hiapi-img resume                        finish what was begun here",
		"hiapi-img \"A lighthouse\" --sandbox      try it: no key, nothing billed"
	],
	generate: [
		"hiapi-img \"A lighthouse at dusk\" --aspect-ratio 3:2 --resolution 2K",
		"hiapi-img \"In watercolour\" --input-url photo.png --preview",
		"hiapi-img \"A lighthouse at dusk\" --estimate",
		"hiapi-img generate models               the prompt is a command's name"
	],
	resume: ["hiapi-img resume", "hiapi-img resume tk-hiapi-01KVY… -o pictures"],
	tasks: [
		"hiapi-img tasks",
		"hiapi-img tasks --remote",
		"hiapi-img tasks prune"
	],
	batch: [
		"hiapi-img batch prompts.jsonl --concurrency 8",
		"hiapi-img batch prompts.csv --estimate",
		"cat prompts.jsonl | hiapi-img batch - --max-usd 5"
	],
	models: ["hiapi-img models", "hiapi-img models gpt-image-2/image-to-image --json"],
	check: ["hiapi-img check", "hiapi-img check --live"],
	install: [
		"npx hiapi-img install --claude",
		"npx hiapi-img install --codex --cursor --project",
		"npx hiapi-img install --list"
	],
	gallery: ["hiapi-img gallery", "hiapi-img gallery pictures"],
	completion: [
		"eval \"$(hiapi-img completion bash)\"     in ~/.bashrc",
		"source <(hiapi-img completion zsh)      in ~/.zshrc, after compinit",
		"hiapi-img completion fish | source      in ~/.config/fish/config.fish"
	],
	sandbox: ["hiapi-img sandbox --port 8787", "hiapi-img sandbox --faults 'create:status=429/3*2'"]
};
/** What stands in the overview; the rest is on the page of `generate`. */
const usual = [
	"prompt",
	"model",
	"aspectRatio",
	"resolution",
	"inputUrls",
	"outputDir",
	"dryRun",
	"estimate",
	"preview"
];
const widest = 80;
/** Below this there is no room for two columns. */
const twoColumns = 60;
/** The help on a topic, in lines of at most `width` characters but for examples, which stay as they are typed. */
function helpText(topic, width = widest) {
	const lineWidth = Math.min(widest, Math.max(24, width)) - 2;
	return `${(topic === "overview" ? overview(lineWidth) : ofCommand(topic, lineWidth)).join("\n\n")}\n`;
}
function overview(width) {
	const { options } = commands.generate;
	const shown = usual.flatMap((key) => options.find((option) => option.key === key) ?? []);
	const names = Object.entries(commands).map(([name, { summary }]) => [name, summary]);
	return [
		["hiapi-img [command] [options] [prompt…]", ...wrapped("Makes images with HiAPI's GPT Image 2 models, from words and from images.", width)].join("\n"),
		section("Examples", exampleLines("overview", width)),
		section("Commands", columns(names, width)),
		section("Options most used", columns(shown.map(optionRow), width, 32)),
		wrapped("All options: hiapi-img generate --help, hiapi-img <command> --help", width).join("\n"),
		section("Exit codes", exitLines(width))
	];
}
function flagsOf(options) {
	return options.map(({ flags }) => flags.replace(/ <.*/, "")).join(", ");
}
function ofCommand(command, width) {
	const spec = commands[command];
	const everywhere = new Set(commands.models.options.map(({ key }) => key));
	const own = spec.options.filter(({ key }) => !everywhere.has(key));
	const shared = spec.options.filter(({ key }) => everywhere.has(key));
	const ofLines = command === "batch" ? own.filter(({ key }) => lineKeys.includes(key)) : [];
	const listed = own.filter((option) => !ofLines.includes(option));
	const running = shared.map(({ flags, description }) => `${flags}: ${description}`).join("; ");
	return [
		[`hiapi-img ${command} [options]${spec.words ? ` ${spec.words}` : ""}`, ...wrapped(spec.summary, width)].join("\n"),
		section("Examples", exampleLines(command, width)),
		...listed.length > 0 ? [section("Options", columns(listed.map(optionRow), width))] : [],
		...ofLines.length > 0 ? [section("For lines that do not say so themselves", wrapped(flagsOf(ofLines), width))] : [],
		section("Everywhere", command === "generate" ? wrapped(running, width) : columns(shared.map(optionRow), width)),
		...command === "generate" ? [section("Exit codes", exitLines(width))] : []
	];
}
function section(title, lines) {
	return [`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
/** Commands as they are typed, never wrapped; what is said of one goes below it where there is no room. */
function exampleLines(topic, width) {
	if (width >= twoColumns) return [...examples[topic]];
	return examples[topic].flatMap((line) => line.split(/ {2,}/).map((part, index) => index === 0 ? part : `    ${part}`));
}
/** Two columns; where the first is too wide for its own, and in a narrow window always, the second goes below it. */
function columns(rows, lineWidth, most = 30) {
	const width = lineWidth < twoColumns ? 2 : Math.min(most, Math.max(...rows.map(([left]) => left.length)));
	const indent = " ".repeat(lineWidth < twoColumns ? 4 : width + 2);
	return rows.flatMap(([left, right]) => {
		const [first = "", ...more] = wrapped(right, lineWidth - indent.length);
		return [...left.length > width ? [...wrapped(left, lineWidth), `${indent}${first}`] : [`${left.padEnd(width)}  ${first}`], ...more.map((line) => `${indent}${line}`)];
	});
}
function wrapped(text, width) {
	const lines = [""];
	for (const word of text.split(" ")) {
		const last = lines.at(-1) ?? "";
		if (last !== "" && last.length + word.length >= width) lines.push(word);
		else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
	}
	return lines;
}
/** An option and what it does, with its values where they are few. */
function optionRow({ flags, description, values = [] }) {
	return [flags, values.length === 0 || values.length > 4 ? description : `${description} (${values.join(", ")})`];
}
function exitLines(width) {
	const names = Object.entries(exitCodes).map(([kind, code]) => kind === "interrupted" ? `129, ${code}, 143 ${kind}` : `${code} ${kind}`);
	const lines = ["0 done"];
	for (const name of [...names, "141 stdout was closed"]) {
		const last = lines.at(-1) ?? "";
		if (last.length + name.length + 2 > width - 2) lines.push(name);
		else lines[lines.length - 1] = `${last}, ${name}`;
	}
	return lines;
}

export { helpText };
