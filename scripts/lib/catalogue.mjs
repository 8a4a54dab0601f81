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

export { allRatios, allResolutions, defaultModel, findVariant, inputFieldsOf, isRefusedPair, limits, models, routesOf, slashId, storages, variantName, variants };
