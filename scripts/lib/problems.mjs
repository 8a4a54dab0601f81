import { allRatios, allResolutions, defaultModel, findVariant, inputFieldsOf, isRefusedPair, limits, models, routesOf, slashId, storages, variantName } from "./catalogue.mjs";
import { shown } from "./errors.mjs";
import { nearest, nearestRatio } from "./nearest.mjs";

// src/problems.ts
/** What is wrong with a request, in words: each names the value given, the values accepted and the nearest thing that would work. */
function modelProblem(given) {
	const [base = "", route] = typeof given === "string" ? given.split("@") : [];
	const guess = `use --model ${nearest(base, models, 8) ?? "gpt-image-2"}`;
	const advice = findVariant(base, route) && route ? `use --model ${base} --route ${route}` : guess;
	return {
		field: "model",
		given,
		accepted: models,
		message: `Unsupported model ${shown(given)}: accepted are ${models.join(", ")}; ${advice}`
	};
}
function routeProblem(given, model) {
	const accepted = routesOf(model);
	const slash = slashId(model);
	const other = slash !== void 0 && findVariant(slash, String(given)) ? `, or use --model ${slash}` : "";
	const advice = accepted.length > 0 ? `use ${accepted.join(" or ")}, or leave the route out` : `it has none: leave --route out${other}`;
	return {
		field: "route",
		given,
		accepted,
		message: `Unsupported route ${shown(given)} for ${model}: ${advice}`
	};
}
/** The nearest ratio that the resolution, where one is known, goes with; else the default. */
function ratioProblem(given, variant, resolution) {
	const accepted = variant?.ratios ?? allRatios;
	const size = allResolutions.find((known) => known === resolution);
	const fitting = variant && size ? accepted.filter((ratio) => !isRefusedPair(variant, ratio, size)) : accepted;
	const near = (typeof given === "string" ? nearestRatio(given, fitting) : void 0) ?? fitting[0];
	const where = variant ? ` for ${variantName(variant)}` : "";
	return {
		field: "aspect_ratio",
		given,
		accepted,
		message: `Unsupported aspect ratio ${shown(given)}${where}: accepted are ${accepted.join(", ")}; use --aspect-ratio ${near}`
	};
}
/** The ratio a resolution has to go with: the one given, or the one that is suggested in its place, or the default. */
function fitRatio(given, variant) {
	if (!variant || typeof given !== "string" || variant.ratios.includes(given)) return given ?? variant?.defaultRatio;
	return nearestRatio(given, variant.ratios) ?? variant.ratios[0];
}
/** The largest resolution that the ratio, where one is known, goes with. */
function resolutionProblem(given, variant, ratio) {
	const accepted = variant?.resolutions ?? allResolutions;
	const fitting = variant ? accepted.filter((size) => typeof ratio === "string" && !isRefusedPair(variant, ratio, size)) : accepted;
	const where = variant ? ` for ${variantName(variant)}` : "";
	return {
		field: "resolution",
		given,
		accepted,
		message: `Unsupported resolution ${shown(given)}${where}: accepted are ${accepted.join(", ")}; use --resolution ${fitting.at(-1) ?? "1K"}`
	};
}
/** The rule that refuses a ratio at a resolution, with the nearest things that would work; undefined when the pair is fine. */
function pairProblem(variant, ratio, resolution) {
	if (!isRefusedPair(variant, ratio, resolution)) return void 0;
	const accepted = variant.ratios.filter((other) => !isRefusedPair(variant, other, resolution));
	if (ratio === "auto") return {
		field: "aspect_ratio",
		given: ratio,
		accepted,
		message: `aspect_ratio "auto" only supports resolution "1K", given "${resolution}" for ${variantName(variant)}: use --resolution 1K or pick a ratio (${accepted.join(", ")})`
	};
	const sizes = variant.resolutions.filter((other) => !isRefusedPair(variant, ratio, other));
	const near = nearestRatio(ratio, accepted);
	return {
		field: "aspect_ratio",
		given: ratio,
		accepted,
		message: `aspect_ratio "${ratio}" cannot be combined with resolution "${resolution}" for ${variantName(variant)} (${variant.source}): use --resolution ${sizes.at(-1)}, or a ratio that goes with ${resolution} (${accepted.join(", ")}); the nearest is ${near}`
	};
}
function referencesProblem(given, variant) {
	const { field, min, max } = variant.references ?? {
		field: "input_urls",
		min: 1,
		max: 1
	};
	const count = Array.isArray(given) ? given.length : 0;
	const message = `${variantName(variant)} requires ${min}-${max} input image URLs, given ${count}: pass --input-url once per reference image`;
	return {
		field,
		given: count,
		accepted: `${min}-${max} images`,
		message
	};
}
/** A field that this row of the table does not have. */
function strangeField(field, given, variant) {
	const name = variantName(variant);
	const fields = inputFieldsOf(variant);
	if ([
		"input_urls",
		"image_urls",
		"image"
	].includes(field)) {
		const advice = variant.references ? `it takes ${variant.references.field}: pass --input-url` : "use --model gpt-image-2-image-to-image or gpt-image-2/image-to-image, or leave the image out";
		const words = field === "image" ? "image (--image)" : field;
		return {
			field,
			given: Array.isArray(given) ? given.length : shown(given),
			accepted: fields,
			message: `${name} does not accept ${words}: ${advice}`
		};
	}
	const homes = {
		quality: "a slash id with --route ext",
		size: "gpt-image-2/text-to-image with --route beta",
		background: "a slash id without a route"
	};
	const home = field in homes ? `; ${homes[field]} has it` : "";
	const flag = `--${field.replaceAll("_", "-")}`;
	return {
		field,
		given,
		accepted: fields,
		message: `${name} does not accept ${field} (given ${shown(given)}): leave ${flag} out${home}`
	};
}
/** A problem of one field, worded by the field; `variant` is undefined when the model itself is not known. */
function fieldProblem(field, given, variant, input = {}) {
	if (field === "prompt") return promptProblem(given);
	if (field === "aspect_ratio") return ratioProblem(given, variant, input.resolution);
	if (field === "resolution") return resolutionProblem(given, variant, fitRatio(input.aspect_ratio, variant));
	if (field === "size") return {
		field,
		given,
		accepted: "auto or <width>x<height>",
		message: `Unsupported size ${shown(given)}: use auto or <width>x<height> in pixels, such as 1536x1024`
	};
	const accepted = {
		quality: variant?.quality?.values,
		background: variant?.background?.values ?? [
			"auto",
			"opaque",
			"transparent"
		],
		storage: storages
	}[field] ?? [];
	const near = typeof given === "string" ? nearest(given, accepted) : void 0;
	return {
		field,
		given,
		accepted,
		message: `Unsupported ${field} ${shown(given)}: use one of ${accepted.join(", ")}${near ? `; did you mean ${near}?` : ""}`
	};
}
function promptProblem(given) {
	const accepted = `1 to ${limits.promptLength} characters`;
	if (typeof given === "string" && given.trim().length > limits.promptLength) {
		const length = given.trim().length;
		return {
			field: "prompt",
			given: `${length} characters`,
			accepted,
			message: `prompt has ${length} characters, at most ${limits.promptLength} are accepted: shorten it`
		};
	}
	return {
		field: "prompt",
		given,
		accepted,
		message: "a prompt is required: give it as words, with --prompt <text> or with --prompt-file <path>"
	};
}
function referenceProblem(field, given) {
	const accepted = "an http(s) URL, a base64 data URI of a PNG, JPEG or WebP, or the path of such a file";
	return {
		field,
		given: shown(given),
		accepted,
		message: `${field} ${shown(given)} is not an image reference: use ${accepted}`
	};
}
/** A prompt that was given in more than one way. */
function promptSources(given) {
	const accepted = "one of: bare words, --prompt, --prompt-file";
	const message = `the prompt was given ${given.length} times (${given.map(shown).join(", ")}): use ${accepted}; quote a value that has spaces`;
	return {
		field: "prompt",
		given: given.map(shown),
		accepted,
		message
	};
}

export { fieldProblem, modelProblem, pairProblem, promptSources, referenceProblem, referencesProblem, routeProblem, strangeField };
