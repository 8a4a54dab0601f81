// src/catalogue.ts
/** The models of contract section 5 as constant data. Everything that validates, lists or paints reads it from here. */
const allRatios = [
	"auto",
	"1:1",
	"3:2",
	"2:3",
	"4:3",
	"3:4",
	"5:4",
	"4:5",
	"16:9",
	"9:16",
	"2:1",
	"1:2",
	"3:1",
	"1:3",
	"21:9",
	"9:21"
];
const proRatios = [
	"1:1",
	"2:3",
	"3:2",
	"3:4",
	"4:3",
	"4:5",
	"5:4",
	"9:16",
	"16:9",
	"21:9"
];
const allResolutions = [
	"1K",
	"2K",
	"4K"
];
const autoOnly1K = {
	"2K": ["auto"],
	"4K": ["auto", "1:1"]
};
const seed = "HiAPI's model page";
const dated = "HiAPI's model page of 2026-09-29";
const background = {
	values: [
		"auto",
		"opaque",
		"transparent"
	],
	resolutions: ["1K"]
};
const quality = {
	values: [
		"low",
		"medium",
		"high"
	],
	default: "low"
};
const inputUrls5 = {
	field: "input_urls",
	min: 1,
	max: 5,
	single: false
};
const variants = [
	{
		model: "gpt-image-2",
		kind: "text-to-image",
		source: seed,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: autoOnly1K
	},
	{
		model: "gpt-image-2-pro",
		kind: "text-to-image",
		source: seed,
		retiredFor: "gpt-image-2/text-to-image",
		ratios: proRatios,
		defaultRatio: "1:1",
		resolutions: ["1K", "2K"],
		refused: {}
	},
	{
		model: "gpt-image-2-image-to-image",
		kind: "image-to-image",
		source: seed,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: autoOnly1K,
		references: inputUrls5
	},
	{
		model: "gpt-image-2-image-to-image-pro",
		kind: "image-to-image",
		source: seed,
		retiredFor: "gpt-image-2/image-to-image",
		ratios: ["auto", ...proRatios],
		defaultRatio: "auto",
		resolutions: ["1K", "2K"],
		refused: {},
		references: inputUrls5
	},
	{
		model: "gpt-image-2/text-to-image",
		kind: "text-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: {
			"2K": [
				"auto",
				"5:4",
				"4:5",
				"3:1",
				"1:3",
				"9:21"
			],
			"4K": [
				"auto",
				"1:1",
				"3:1",
				"1:3",
				"9:21"
			]
		},
		background
	},
	{
		model: "gpt-image-2/image-to-image",
		kind: "image-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: {
			"2K": [
				"auto",
				"5:4",
				"4:5",
				"3:1",
				"1:3",
				"9:21"
			],
			"4K": [
				"auto",
				"3:1",
				"1:3",
				"9:21"
			]
		},
		references: {
			field: "input_urls",
			min: 1,
			max: 16,
			single: true
		},
		background
	},
	{
		model: "gpt-image-2/text-to-image",
		route: "beta",
		kind: "text-to-image",
		source: dated,
		ratios: [],
		resolutions: [],
		refused: {},
		size: {
			pattern: /^(?:auto|\d{3,5}x\d{3,5})$/,
			default: "auto"
		}
	},
	{
		model: "gpt-image-2/text-to-image",
		route: "ext",
		kind: "text-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "1:1",
		resolutions: allResolutions,
		refused: {},
		quality
	},
	{
		model: "gpt-image-2/image-to-image",
		route: "ext",
		kind: "image-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: {},
		references: {
			field: "image_urls",
			min: 1,
			max: 6,
			single: false
		},
		quality
	}
];
const defaultModel = "gpt-image-2";
const storages = ["temp", "persistent"];
const models = [...new Set(variants.map((variant) => variant.model))];
/** Request limits: contract sections 2 and 5, design rule 1 and issue 2 line 3. */
const limits = {
	promptLength: 2e4,
	idempotencyKeyBytes: 255,
	referenceBytes: 20971520,
	referenceWarnBytes: 3145728,
	bodyBytes: 33554432
};
/** The slash id that serves what a bare or retired id asked for (contract section 5); undefined when it is one already. */
function slashId(model) {
	if (model.includes("/")) return void 0;
	return model.includes("image-to-image") ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image";
}
/** The row for a model on a route; undefined when the contract has none. */
function findVariant(model, route) {
	return variants.find((variant) => variant.model === model && variant.route === route);
}
/** The routes a model has beside its default one. */
function routesOf(model) {
	return variants.flatMap((variant) => variant.model === model && variant.route ? [variant.route] : []);
}
/** Whether a row refuses a ratio at a resolution. */
function isRefusedPair(variant, ratio, resolution) {
	return variant.refused[resolution]?.includes(ratio) ?? false;
}
/** The name of a row as pricing writes it: `model` or `model@route` (contract section 7). */
function variantName(variant) {
	return variant.route ? `${variant.model}@${variant.route}` : variant.model;
}
/** The names of the input fields a row takes, in the order they are sent. */
function inputFieldsOf(variant) {
	const { references, resolutions, ratios, size, quality, background } = variant;
	return [
		"prompt",
		...references ? [references.field, ...references.single ? ["image"] : []] : [],
		...ratios.length > 0 ? ["aspect_ratio"] : [],
		...resolutions.length > 0 ? ["resolution"] : [],
		...size ? ["size"] : [],
		...quality ? ["quality"] : [],
		...background ? ["background"] : []
	];
}

// src/options.ts
const saving = [
	{
		flags: "-o, --output-dir <dir>",
		key: "outputDir",
		kind: "text",
		description: "where images go (default: ./outputs)"
	},
	{
		flags: "--no-save",
		key: "save",
		kind: "off",
		description: "print links, save nothing"
	},
	{
		flags: "--timeout <seconds>",
		key: "timeoutMs",
		kind: "seconds",
		description: "first attempt to last look (default: 600)"
	},
	{
		flags: "--poll-interval <seconds>",
		key: "pollIntervalMs",
		kind: "seconds",
		description: "look at this fixed interval, at least 1"
	}
];
const common = [
	{
		flags: "--json",
		key: "json",
		kind: "flag",
		description: "JSON where a terminal would get a table"
	},
	{
		flags: "-q, --quiet",
		key: "quiet",
		kind: "flag",
		description: "no words on stderr but warnings and errors"
	},
	{
		flags: "--no-color",
		key: "color",
		kind: "off",
		description: "no colour"
	},
	{
		flags: "--debug",
		key: "debug",
		kind: "flag",
		description: "say on stderr what is sent and answered"
	},
	{
		flags: "-h, --help",
		key: "help",
		kind: "flag",
		description: "this text"
	},
	{
		flags: "-V, --version",
		key: "version",
		kind: "flag",
		description: "the version"
	}
];
const generate = [
	{
		flags: "-p, --prompt <text>",
		key: "prompt",
		kind: "text",
		description: "what to draw; bare words do too"
	},
	{
		flags: "--prompt-file <path>",
		key: "promptFile",
		kind: "text",
		description: "read the prompt from a file, or - for stdin"
	},
	{
		flags: "--model <id>",
		key: "model",
		kind: "text",
		description: "default: by the references, else gpt-image-2",
		values: models
	},
	{
		flags: "--route <name>",
		key: "route",
		kind: "text",
		description: "another route of a slash id",
		values: ["beta", "ext"]
	},
	{
		flags: "--aspect-ratio, --aspect <ratio>",
		key: "aspectRatio",
		kind: "text",
		description: "default: the model's own",
		values: allRatios
	},
	{
		flags: "--resolution <size>",
		key: "resolution",
		kind: "text",
		description: "default: 1K",
		values: allResolutions
	},
	{
		flags: "--quality <level>",
		key: "quality",
		kind: "text",
		description: "on route ext",
		values: [
			"low",
			"medium",
			"high"
		]
	},
	{
		flags: "--size <WxH>",
		key: "size",
		kind: "text",
		description: "on route beta: auto or pixels"
	},
	{
		flags: "--background <kind>",
		key: "background",
		kind: "text",
		description: "on slash ids, at 1K",
		values: [
			"auto",
			"opaque",
			"transparent"
		]
	},
	{
		flags: "--input-url <url|path>",
		key: "inputUrls",
		kind: "list",
		description: "a reference image; repeat for more"
	},
	{
		flags: "--input-image-url <url|path>",
		key: "inputUrls",
		kind: "list",
		description: "the same"
	},
	{
		flags: "--input-urls <urls>",
		key: "inputUrls",
		kind: "split",
		description: "several, split before ,http:// and ,https://"
	},
	{
		flags: "--image <url|path>",
		key: "image",
		kind: "text",
		description: "the single reference of gpt-image-2/image-to-image"
	},
	...saving.slice(0, 1),
	{
		flags: "--name <stem>",
		key: "name",
		kind: "text",
		description: "begin file names with this"
	},
	{
		flags: "--storage <kind>",
		key: "storage",
		kind: "text",
		description: "persistent is billed",
		values: storages
	},
	{
		flags: "--callback-url <url>",
		key: "callbackUrl",
		kind: "text",
		description: "HiAPI tells this HTTPS URL when the task ends"
	},
	{
		flags: "--dry-run",
		key: "dryRun",
		kind: "flag",
		description: "check, print payload and key, send nothing"
	},
	{
		flags: "--estimate",
		key: "estimate",
		kind: "flag",
		description: "the same, with the published price"
	},
	{
		flags: "--idempotency-key <key>",
		key: "idempotencyKey",
		kind: "text",
		description: "else one is made for each request"
	},
	{
		flags: "--resume-task-id <id>",
		key: "resumeTaskId",
		kind: "text",
		description: "same as: resume <id>"
	},
	...saving.slice(1, 2),
	{
		flags: "--no-wait",
		key: "wait",
		kind: "off",
		description: "print the task id and leave"
	},
	...saving.slice(2),
	{
		flags: "--new",
		key: "isNew",
		kind: "flag",
		description: "pay for another image although the same request is unfinished"
	},
	{
		flags: "--sandbox",
		key: "sandbox",
		kind: "flag",
		description: "a built-in local HiAPI: no key, nothing billed, marked pictures"
	}
];
const resume = [
	{
		flags: "--all",
		key: "all",
		kind: "flag",
		description: "every unfinished request, not only those begun here"
	},
	{
		flags: "--no-create",
		key: "create",
		kind: "off",
		description: "leave alone what may not have been accepted"
	},
	{
		flags: "--name <stem>",
		key: "name",
		kind: "text",
		description: "begin file names with this"
	}
];
const sandbox = [
	{
		flags: "--port <number>",
		key: "port",
		kind: "number",
		description: "default: a free one"
	},
	{
		flags: "--image-ms <number>",
		key: "imageMs",
		kind: "number",
		description: "how long an image takes, in ms (default: 1500)"
	},
	{
		flags: "--same-picture",
		key: "samePicture",
		kind: "flag",
		description: "paint each size once"
	},
	{
		flags: "--faults <rules>",
		key: "faults",
		kind: "text",
		description: "call:fault[=value][*count][+after],…"
	}
];
/** The commands and what each takes. */
const commands = {
	generate: {
		summary: "create, wait, save, print (the default)",
		words: "[prompt...]",
		options: [...generate, ...common]
	},
	resume: {
		summary: "finish what was begun: by task id or key, or all begun here",
		words: "[id...]",
		options: [
			...resume,
			...saving,
			...common
		]
	},
	tasks: {
		summary: "what was asked and what came of it; tasks prune forgets what is done",
		words: "[id|prune]",
		options: [{
			flags: "--remote",
			key: "remote",
			kind: "flag",
			description: "HiAPI's own list, and what of it is not known here"
		}, ...common]
	},
	models: {
		summary: "the models, their ratios, resolutions and refused pairs",
		words: "[id]",
		options: common
	},
	check: {
		summary: "whether this machine is ready; --live asks HiAPI",
		options: [
			{
				flags: "--live",
				key: "live",
				kind: "flag",
				description: "ask the pricing endpoint with the key"
			},
			...saving.slice(0, 1),
			...common
		]
	},
	sandbox: {
		summary: "the local HiAPI, as a server",
		options: [...sandbox, ...common]
	}
};
/** Words that will be commands one day: as a first word they are refused, so that nobody pays for a picture of them. */
const laterCommands = [
	"batch",
	"install",
	"gallery",
	"completion",
	"listen",
	"mcp"
];

export { allRatios, allResolutions, commands, defaultModel, findVariant, inputFieldsOf, isRefusedPair, laterCommands, limits, models, routesOf, slashId, storages, variantName, variants };
