import { limits, variantName } from "./catalogue.mjs";
import { shown } from "./errors.mjs";
import { fieldProblem, pairProblem, referenceProblem, referencesProblem, strangeField } from "./problems.mjs";
import { isReference } from "./reference.mjs";
import { _enum, _maxLength, _minLength, _regex, _trim, array, optional, refine, strictObject, string } from "./zod.mjs";

// src/rules.ts
const promptSchema = string().check(_trim(), _minLength(1), refine((text) => text.length <= limits.promptLength));
const referenceSchema = string().check(refine(isReference));
/** The strict shape of `input` for one row of the catalogue (contract sections 2 and 5): unknown keys are refused. */
function inputSchema(variant) {
	const { references, size, quality, background } = variant;
	const urls = references && array(referenceSchema).check(_minLength(references.min), _maxLength(references.max));
	return strictObject({
		prompt: promptSchema,
		...references && urls ? { [references.field]: references.single ? optional(urls) : urls } : {},
		...references?.single ? { image: optional(referenceSchema) } : {},
		...variant.ratios.length > 0 ? { aspect_ratio: optional(_enum([...variant.ratios])) } : {},
		...variant.resolutions.length > 0 ? { resolution: optional(_enum([...variant.resolutions])) } : {},
		...size ? { size: optional(string().check(_regex(size.pattern))) } : {},
		...quality ? { quality: optional(_enum([...quality.values])) } : {},
		...background ? { background: optional(_enum([...background.values])) } : {}
	});
}
/** Everything wrong with an `input` object, all of it at once; empty when the contract accepts it. */
function checkInput(variant, input) {
	const result = inputSchema(variant).safeParse(input);
	const seen = /* @__PURE__ */ new Set();
	return [...(result.error?.issues ?? []).flatMap((issue) => {
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => strangeField(key, input[key], variant));
		const [field = "", index] = issue.path.map(String);
		if (seen.has(field)) return [];
		seen.add(field);
		const given = input[field];
		if (index !== void 0 && Array.isArray(given)) return [referenceProblem(field, given[Number(index)])];
		if (field === "image") return [referenceProblem(field, given)];
		return [field === variant.references?.field ? referencesProblem(given, variant) : fieldProblem(field, given, variant, input)];
	}), ...crossProblems(variant, input)];
}
function crossProblems(variant, input) {
	const problems = [];
	const resolution = variant.resolutions.find((known) => known === (input.resolution ?? "1K"));
	const ratio = input.aspect_ratio ?? variant.defaultRatio;
	const pair = resolution && typeof ratio === "string" ? pairProblem(variant, ratio, resolution) : void 0;
	if (pair) problems.push(pair);
	if (variant.background && input.background !== void 0 && resolution && !variant.background.resolutions.includes(resolution)) {
		const accepted = variant.background.resolutions;
		problems.push({
			field: "background",
			given: input.background,
			accepted,
			message: `background is accepted at resolution 1K only, given "${resolution}": use --resolution 1K or leave --background out`
		});
	}
	if (!variant.references?.single) return problems;
	const { field } = variant.references;
	if (input[field] === void 0 && input.image === void 0) problems.push(referencesProblem([], variant));
	if (input[field] !== void 0 && input.image !== void 0) problems.push({
		field: "image",
		given: shown(input.image),
		accepted: [field, "image"],
		message: `--image cannot be combined with --input-url: ${variantName(variant)} takes ${field} or a single image`
	});
	return problems;
}

export { checkInput, promptSchema };
