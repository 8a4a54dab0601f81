import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, allRatios, allResolutions, commandLine, commands, defaultModel, fieldProblem, findVariant, isReference, isWritable, limits, modelProblem, models, nearest, oneLine, pairProblem, parseUrl, promptSources, readSettings, referenceProblem, referencesProblem, routeProblem, shown, splitAtUrls, storages, strangeField, usageError, variantName, variants } from "./core.mjs";
const { resolve } = require("node:path");
const randomUUID = (...given) => require("node:crypto").randomUUID(...given);
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const stat = (...given) => require("node:fs/promises").stat(...given);
const { fileURLToPath } = require("node:url");

// src/json.ts
const noFields = {};
/** The value as a JSON object; an empty one when it is anything else. */
function fieldsOf(value) {
	return isFields(value) ? value : noFields;
}
function isFields(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The first of the named fields that holds text. */
function textOf(fields, ...names) {
	for (const name of names) {
		const value = fields[name];
		if (typeof value === "string" && value.trim() !== "") return value.trim();
	}
}

// src/images/file-names.ts
/** File names of pictures: safe on every system, and such that two pictures never want the same one (design rule 7). Pure. */
const imageExtension = /\.(?:png|jpe?g|webp|gif|avif)$/i;
const maxStemLength = 80;
/** `/` and `@` of a model id become `-`. */
function modelFileSlug(model) {
	return model.replace(/[/@]/g, "-");
}
/** What is wrong with a `--name`; undefined when it can be a file name stem. */
function nameProblem(name) {
	const fault = faultOf(name);
	if (!fault) return void 0;
	return {
		field: "name",
		given: name,
		accepted: "a file name without folders",
		message: `--name ${shown(name)} ${fault}`
	};
}
function faultOf(name) {
	if (name.trim() === "") return "is empty";
	return /[/\\]/.test(name) ? "holds a path separator: use --output-dir for the folder" : void 0;
}
/** The stem that a `--name` makes, and what of the name it changes, in words. */
function stemOf(name) {
	const plain = name.replace(imageExtension, "");
	const stem = safeStem(plain);
	const notices = [];
	if (plain !== name) notices.push(`--name ${shown(name)}: the extension is left out, the file's own bytes decide it`);
	if (stem !== plain.trim()) notices.push(`--name ${shown(name)}: file names begin with ${shown(stem)}, which every system takes`);
	return {
		stem,
		notices
	};
}
/** A text as part of a file name on Linux, macOS and Windows: no control characters, no reserved characters, names or endings. */
function safeStem(text) {
	const short = shorten(oneLine(text, maxStemLength).replace(/[<>:"/\\|?*…]+/g, "-").replace(/^[.\s-]+/, "")).replace(/[.\s]+$/, "");
	if (short === "") return "image";
	return /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i.test(short) ? `${short.replace(/\..*$/, "")}-image` : short;
}
/** File systems count bytes: 255 in all, of which the rest of the name takes under 60. */
function shorten(text) {
	let short = text;
	while (new TextEncoder().encode(short).length > 180) short = [...short].slice(0, -1).join("");
	return short;
}
/**
* The stem of a picture's final name: what it is, when its task was made (UTC), the end of its task id.
* @param createdAt milliseconds since 1970
*/
function pictureStem({ stem, createdAt, taskId }) {
	const time = new Date(createdAt).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
	const end = taskId?.replace(/[^A-Za-z0-9]/g, "").slice(-8);
	return [
		safeStem(stem),
		time,
		...end ? [end] : []
	].join("-");
}
/** What the name of a picture says of it, read back: see `pictureStem`. Any other name is all stem. */
function readPictureName(file) {
	const bare = file.replace(imageExtension, "");
	const [, named = bare, day, time, taskEnd] = /^(.*)-(\d{8})-(\d{6})(?:-([A-Za-z0-9]{1,8}))?-\d+(?:-\d+)?$/.exec(bare) ?? [];
	const isSandbox = named.startsWith("sandbox-");
	const text = day && time ? `${day}T${time}Z`.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5") : "";
	const createdAt = Date.parse(text);
	return {
		stem: isSandbox ? named.slice(8) : named,
		isSandbox,
		...Number.isNaN(createdAt) ? {} : { createdAt },
		...taskEnd ? { taskEnd } : {}
	};
}
/** The model that a stem is the slug of; undefined for one that the user chose, or that two models share. */
function modelOfStem(stem) {
	const [model, ...more] = models.filter((id) => modelFileSlug(id) === stem);
	return more.length === 0 ? model : void 0;
}

// node_modules/zod/v4/core/util.js
function jsonStringifyReplacer(_, value) {
	if (typeof value === "bigint") return value.toString();
	return value;
}
var Cached = class {
	constructor(getter) {
		this._getter = getter;
		this._value = void 0;
	}
	get value() {
		const getter = this._getter;
		if (getter !== void 0) {
			this._value = getter();
			this._getter = void 0;
		}
		return this._value;
	}
};
function cached(getter) {
	return new Cached(getter);
}
function cleanRegex(source) {
	const start = source.startsWith("^") ? 1 : 0;
	const end = source.endsWith("$") ? source.length - 1 : source.length;
	return source.slice(start, end);
}
function assignProp(target, prop, value) {
	Object.defineProperty(target, prop, {
		value,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
const captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {};
function isObject(data) {
	return typeof data === "object" && data !== null && !Array.isArray(data);
}
function normalizeParams(_params) {
	const params = _params;
	if (!params) return {};
	if (typeof params === "string") return { error: () => params };
	if (params?.message !== void 0) {
		if (params?.error !== void 0) throw new Error("Cannot specify both `message` and `error` params");
		params.error = params.message;
	}
	delete params.message;
	if (typeof params.error === "string") return {
		...params,
		error: () => params.error
	};
	return params;
}
function optionalKeys(shape) {
	return Object.keys(shape).filter((k) => {
		return shape[k]._zod.optin !== void 0 && shape[k]._zod.optout === "optional";
	});
}
function aborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue !== true) return true;
	return false;
}
function explicitlyAborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue === false) return true;
	return false;
}
function prefixIssues(path, issues) {
	return issues.map((iss) => {
		var _a;
		(_a = iss).path ?? (_a.path = []);
		iss.path.unshift(path);
		return iss;
	});
}
function unwrapMessage(message) {
	return typeof message === "string" ? message : message?.message;
}
/** The leading size checks of `defChecks` that set an upper bound, each paired with it. */
function sizeCaps(defChecks) {
	const caps = [];
	for (const ch of defChecks ?? []) {
		const d = ch._zod.def;
		if (!/_(length|size)$|_equals$/.test(d.check)) break;
		const max = d.maximum ?? d.length ?? d.size;
		if (max >= 0) caps.push([max, ch]);
	}
	return caps;
}
function attachSchema(issues, start, inst) {
	var _a;
	for (let i = start; i < issues.length; i++) (_a = issues[i]).schema ?? (_a.schema = inst);
}
function finalizeIssue(iss, ctx, config) {
	var _a;
	const traits = iss.inst?._zod?.traits;
	if (traits?.has("$ZodType")) {
		if (traits.has("$ZodCheck")) (_a = iss).schema ?? (_a.schema = iss.inst);
		else iss.schema = iss.inst;
	}
	const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
	const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config.customError?.(iss)) ?? unwrapMessage(config.localeError?.(iss)) ?? "Invalid input";
	const full = {};
	for (const k of Object.keys(iss)) {
		if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__") continue;
		full[k] = iss[k];
	}
	full.path ?? (full.path = []);
	full.message = message;
	if (ctx?.reportInput) full.input = iss.input;
	return full;
}
function issue(...args) {
	const [iss, input, inst] = args;
	if (typeof iss === "string") return {
		message: iss,
		code: "custom",
		input,
		inst
	};
	return { ...iss };
}
/**
* Installs a trait's members on its prototype. Each value builds that member for the instance on first read; the built value shadows the accessor as an own property, so a detached `const { parse } = schema` keeps working.
*
* Call this from a `proto` initializer, which runs once per prototype — never per instance.
*/
function members(proto, table) {
	for (const key in table) {
		const desc = Object.getOwnPropertyDescriptor(table, key);
		if (desc.get) Object.defineProperty(proto, key, {
			...desc,
			enumerable: false
		});
		else defineBound(proto, key, desc.value);
	}
}
/** Shadows a prototype member with an own value, so a getter that builds from the instance runs once. */
function own(inst, key, value, enumerable = true) {
	Object.defineProperty(inst, key, {
		configurable: true,
		writable: true,
		enumerable,
		value
	});
	return value;
}
/** Like {@link own}, for a member that was never an own data property and has to stay out of `Object.keys`. */
function hide(inst, key, value) {
	return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			return this == null ? fn : own(this, key, fn.bind(this));
		},
		set(value) {
			own(this, key, value);
		}
	});
}
let installing;
let broke = false;
const breaker = {
	configurable: true,
	get() {
		broke = true;
	}
};
/**
* Installs a lazily-derived internal on the `_zod` prototype of `inst`'s
* constructor, computed from the internals object itself and cached there on
* first read. One accessor per constructor rather than one per instance.
*/
function defineLazyInternal(inst, key, compute) {
	const proto = Object.getPrototypeOf(inst._zod);
	if (key in proto && installing !== inst._zod) {
		installing = void 0;
		return;
	}
	installing = inst._zod;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			Object.defineProperty(this, key, breaker);
			const outer = broke;
			broke = false;
			try {
				const value = compute(this);
				if (broke) delete this[key];
				else Object.defineProperty(this, key, {
					configurable: true,
					writable: true,
					value
				});
				broke = broke || outer;
				return value;
			} catch (err) {
				delete this[key];
				broke = broke || outer;
				throw err;
			}
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				value
			});
		}
	});
}

// node_modules/zod/v4/core/core.js
var _a;
const _zodDesc = {
	value: void 0,
	enumerable: false
};
let _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
	const E = _E;
	if (E) {
		const saved = E.stackTraceLimit;
		if (typeof saved === "number") {
			try {
				E.stackTraceLimit = 0;
			} catch {
				_E = null;
				return new Definition();
			}
			try {
				return new Definition();
			} finally {
				E.stackTraceLimit = saved;
			}
		}
	}
	return new Definition();
}
/* @__NO_SIDE_EFFECTS__ */
function $constructor(name, initializer, proto, params) {
	const zodProto = {};
	function Internals(def) {
		this.def = def;
		this.constr = _;
		this.traits = /* @__PURE__ */ new Set();
	}
	Internals.prototype = zodProto;
	const protoMembers = proto;
	const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
	function init(inst, def) {
		if (!inst._zod) {
			_zodDesc.value = new Internals(def);
			try {
				Object.defineProperty(inst, "_zod", _zodDesc);
			} finally {
				_zodDesc.value = void 0;
			}
		} else if (inst._zod.traits.has(name)) return;
		inst._zod.traits.add(name);
		initializer(inst, def);
		if (initialized) {
			const own = Object.getPrototypeOf(inst);
			const ctorProto = inst._zod.constr.prototype;
			let up = own;
			while (up && up !== ctorProto) up = Object.getPrototypeOf(up);
			const target = up ?? own;
			if (!initialized.has(target)) {
				initialized.add(target);
				members(target, protoMembers);
			}
		}
		const proto = _.prototype;
		for (const k in proto) {
			if (!Object.prototype.hasOwnProperty.call(proto, k)) continue;
			if (!(k in inst)) inst[k] = proto[k].bind(inst);
		}
	}
	const Parent = params?.Parent ?? Object;
	class Definition extends Parent {}
	Object.defineProperty(Definition, "name", { value: name });
	function _(def) {
		const inst = params?.Parent ? newError(Definition) : this;
		init(inst, def);
		const deferred = inst._zod.deferred;
		if (deferred) {
			for (const fn of deferred) fn();
			inst._zod.deferred = void 0;
		}
		const pp = globalThis.__zod_globalConfig?.postProcessor;
		if (pp) pp(inst);
		return inst;
	}
	Object.defineProperty(_, "init", { value: init });
	Object.defineProperty(_, Symbol.hasInstance, { value: (inst) => {
		if (params?.Parent && inst instanceof params.Parent) return true;
		return inst?._zod?.traits?.has(name);
	} });
	Object.defineProperty(_, "name", { value: name });
	return _;
}
var $ZodAsyncError = class extends Error {
	constructor() {
		super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
	}
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
const globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
	if (newConfig) Object.assign(globalConfig, newConfig);
	return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
	const internals = this._zod;
	internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
	return internals.message;
}
function _setMessage(value) {
	this._zod.message = value;
}
const _messageDesc = {
	get: _getMessage,
	set: _setMessage,
	enumerable: true,
	configurable: true
};
const _issuesDesc = {
	value: void 0,
	enumerable: false
};
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer = (inst, def) => {
	inst.name = "$ZodError";
	_issuesDesc.value = def;
	Object.defineProperty(inst, "issues", _issuesDesc);
	_issuesDesc.value = void 0;
	Object.defineProperty(inst, "message", _messageDesc);
	const proto = Object.getPrototypeOf(inst);
	if (!_installedToString.has(proto)) {
		_installedToString.add(proto);
		Object.defineProperty(proto, "toString", {
			configurable: true,
			enumerable: false,
			get() {
				const value = () => this.message;
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
				return value;
			},
			set(value) {
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
			}
		});
	}
};
const $ZodRealError = /* @__PURE__ */ $constructor("$ZodError", initializer, void 0, { Parent: Error });

// node_modules/zod/v4/core/parse.js
const _safeParse = (_Err) => (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: false
	} : { async: false };
	const result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) throw new $ZodAsyncError();
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParse = /* @__PURE__*/ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
	let error;
	return {
		success: false,
		get error() {
			if (!error) {
				error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
				issues = void 0;
				ctx = void 0;
			}
			return error;
		},
		set error(e) {
			error = e;
			issues = void 0;
			ctx = void 0;
		}
	};
}

// node_modules/zod/v4/core/regexes.js
const anyString = /^[\s\S]{0,}$/;

// node_modules/zod/v4/core/checks.js
const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
	var _a;
	inst._zod ?? (inst._zod = {});
	inst._zod.def = def;
	(_a = inst._zod).onattach ?? (_a.onattach = []);
});

// node_modules/zod/v4/core/versions.js
const version = {
	major: 4,
	minor: 6,
	patch: 7
};

// node_modules/zod/v4/core/schemas.js
const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
	var _a;
	inst ?? (inst = {});
	inst._zod.def = def;
	inst._zod.bag = inst._zod.bag || {};
	inst._zod.version = version;
	const defChecks = inst._zod.def.checks;
	const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
	for (const ch of checks) for (const fn of ch._zod.onattach) fn(inst);
	if (checks.length === 0) {
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred?.push(() => {
			inst._zod.run = inst._zod.parse;
		});
	} else {
		const runChecks = (payload, checks, ctx) => {
			if (payload.memo) return payload;
			let isAborted = aborted(payload);
			let asyncResult;
			for (const ch of checks) {
				if (ch._zod.def.when) {
					if (explicitlyAborted(payload)) continue;
					if (!ch._zod.def.when(payload)) continue;
				} else if (isAborted) continue;
				const currLen = payload.issues.length;
				const _ = ch._zod.check(payload);
				if (_ instanceof Promise && ctx?.async === false) throw new $ZodAsyncError();
				if (asyncResult || _ instanceof Promise) asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
					await _;
					if (payload.issues.length === currLen) return;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				});
				else {
					if (payload.issues.length === currLen) continue;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				}
			}
			if (asyncResult) return asyncResult.then(() => {
				return payload;
			});
			return payload;
		};
		const handleCanaryResult = (canary, payload, ctx) => {
			if (aborted(canary)) {
				canary.aborted = true;
				return canary;
			}
			const checkResult = runChecks(payload, checks, ctx);
			if (checkResult instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
			}
			return inst._zod.parse(checkResult, ctx);
		};
		inst._zod.run = (payload, ctx) => {
			if (ctx.skipChecks) return inst._zod.parse(payload, ctx);
			if (ctx.direction === "backward") {
				const canary = inst._zod.parse({
					value: payload.value,
					issues: []
				}, {
					...ctx,
					skipChecks: true
				});
				if (canary instanceof Promise) return canary.then((canary) => {
					return handleCanaryResult(canary, payload, ctx);
				});
				return handleCanaryResult(canary, payload, ctx);
			}
			const result = inst._zod.parse(payload, ctx);
			if (result instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return result.then((result) => runChecks(result, checks, ctx));
			}
			return runChecks(result, checks, ctx);
		};
	}
}, {
	get "~standard"() {
		return hide(this, "~standard", standardProps(this));
	},
	set "~standard"(value) {
		own(this, "~standard", value);
	}
});
/** The Standard Schema surface for `inst`. Shared so wrappers can extend it without forcing it. */
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
	const ctx = { async: true };
	return toStandardResult(await inst._zod.run({
		value,
		issues: []
	}, ctx), ctx);
}
function standardProps(inst) {
	return {
		validate: (value) => {
			const ctx = { async: false };
			try {
				const r = inst._zod.run({
					value,
					issues: []
				}, ctx);
				if (!(r instanceof Promise)) return toStandardResult(r, ctx);
			} catch (_) {}
			return validateAsync(inst, value);
		},
		vendor: "zod",
		version: 1
	};
}
const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = def.pattern ?? anyString;
	inst._zod.parse = (payload, _) => {
		if (def.coerce) try {
			payload.value = String(payload.value);
		} catch (_) {}
		if (typeof payload.value === "string") return payload;
		payload.issues.push({
			expected: "string",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
const $ZodNever = /*@__PURE__*/ $constructor("$ZodNever", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _ctx) => {
		payload.issues.push({
			expected: "never",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
function capSize(inst, size) {
	const caps = sizeCaps(inst._zod.def.checks);
	if (!caps.length) return;
	const cap = Math.min(...caps.map((c) => c[0]));
	const parse = inst._zod.parse;
	inst._zod.parse = (payload, ctx) => {
		const n = size(payload.value);
		if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
			for (const [max, ch] of sizeCaps(inst._zod.def.checks)) if (n > max && ch._zod.def.when(payload)) {
				const start = payload.issues.length;
				ch._zod.check(payload);
				payload.issues[start].continue = false;
				attachSchema(payload.issues, start, inst);
				return payload;
			}
		}
		return parse(payload, ctx);
	};
}
const arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
	if (result.issues.length) final.issues.push(...prefixIssues(index, result.issues));
	final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ $constructor("$ZodArray", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!Array.isArray(input)) {
			payload.issues.push({
				expected: "array",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
		const proms = [];
		const abortEarly = ctx?.abortEarly;
		for (let i = 0; i < input.length; i++) {
			const item = input[i];
			const result = def.element._zod.run({
				value: item,
				issues: []
			}, ctx);
			if (result instanceof Promise) proms.push(result.then((result) => handleArrayResult(result, payload, i)));
			else {
				handleArrayResult(result, payload, i);
				if (abortEarly && result.issues.length !== 0 && aborted(result)) break;
			}
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
	capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
	const isPresent = key in input;
	const isOptionalOut = optout === "optional";
	if (!isPresent && isOptionalOut && optin === "optional") return;
	if (result.issues.length) {
		if (optin !== void 0 && isOptionalOut && !isPresent) return;
		final.issues.push(...prefixIssues(key, result.issues));
	}
	if (!isPresent && optin === void 0) {
		if (!result.issues.length) final.issues.push({
			code: "invalid_type",
			expected: "nonoptional",
			input: void 0,
			path: [key]
		});
		return;
	}
	if (result.value === void 0) {
		if (isPresent || optin === "defaulted" && !isOptionalOut) final.value[key] = void 0;
	} else final.value[key] = result.value;
}
const NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
	const keys = Object.keys(def.shape);
	const ownSymbols = Object.getOwnPropertySymbols(def.shape);
	const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
	const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
	for (const k of allKeys) if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
	const okeys = optionalKeys(def.shape);
	return {
		...def,
		allKeys,
		symbolKeys,
		keySet: new Set(keys),
		numKeys: keys.length,
		optionalKeys: new Set(okeys)
	};
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
	const unrecognized = [];
	const keySet = def.keySet;
	const _catchall = def.catchall._zod;
	const t = _catchall.def.type;
	const optin = _catchall.optin;
	const optout = _catchall.optout;
	let seen = 0;
	for (const key in input) {
		if (abortEarly && payload.issues.length !== seen) {
			if (aborted(payload, seen)) break;
			seen = payload.issues.length;
		}
		if (keySet.has(key)) continue;
		if (key === "__proto__") {
			if (t === "never") unrecognized.push(key);
			continue;
		}
		if (t === "never") {
			unrecognized.push(key);
			continue;
		}
		const r = _catchall.run({
			value: input[key],
			issues: []
		}, ctx);
		if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
		else handlePropertyResult(r, payload, key, input, optin, optout);
	}
	if (unrecognized.length) payload.issues.push({
		code: "unrecognized_keys",
		keys: unrecognized,
		input,
		inst,
		continue: true
	});
	if (!proms.length) return payload;
	return Promise.all(proms).then(() => {
		return payload;
	});
}
const $ZodObject = /*@__PURE__*/ $constructor("$ZodObject", (inst, def) => {
	$ZodType.init(inst, def);
	const desc = Object.getOwnPropertyDescriptor(def, "shape");
	const sh = desc?.get ? desc.get.raw : def.shape ?? {};
	if (sh) {
		const get = () => {
			const newSh = { ...sh };
			Object.defineProperty(def, "shape", { value: newSh });
			get.raw = newSh;
			return newSh;
		};
		get.raw = sh;
		Object.defineProperty(def, "shape", { get });
	}
	const _normalized = cached(() => normalizeDef(def));
	defineLazyInternal(inst, "propValues", (zod) => {
		const shape = zod.def.shape;
		const propValues = {};
		for (const key in shape) {
			const field = shape[key]._zod;
			if (field.values) {
				if (!Object.prototype.hasOwnProperty.call(propValues, key)) assignProp(propValues, key, /* @__PURE__ */ new Set());
				for (const v of field.values) propValues[key].add(v);
				if (field.optin !== void 0) propValues[key].add(void 0);
			}
		}
		return propValues;
	});
	const isObject$1 = isObject;
	const catchall = def.catchall;
	let value;
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		value ?? (value = _normalized.value);
		const input = payload.value;
		if (!isObject$1(input)) {
			payload.issues.push({
				expected: "object",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
		const proms = [];
		const shape = value.shape;
		const abortEarly = ctx?.abortEarly;
		let seen = payload.issues.length;
		for (const key of value.allKeys) {
			if (abortEarly && payload.issues.length !== seen) {
				if (aborted(payload, seen)) break;
				seen = payload.issues.length;
			}
			if (key === "__proto__") continue;
			const el = shape[key];
			const optin = el._zod.optin;
			const optout = el._zod.optout;
			const r = el._zod.run({
				value: input[key],
				issues: []
			}, ctx);
			if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
			else handlePropertyResult(r, payload, key, input, optin, optout);
		}
		if (!catchall) return proms.length ? Promise.all(proms).then(() => payload) : payload;
		return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
	};
});
function handleOptionalResult(payload, result) {
	payload.value = result.issues.length ? void 0 : result.value;
	return payload;
}
const $ZodOptional = /*@__PURE__*/ $constructor("$ZodOptional", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
	inst._zod.optout = "optional";
	defineLazyInternal(inst, "values", (zod) => {
		const values = zod.def.innerType._zod.values;
		return values ? /* @__PURE__ */ new Set([...values, void 0]) : void 0;
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		const pattern = zod.def.innerType._zod.pattern;
		return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		if (payload.value === void 0) {
			if (def.innerType._zod.optin !== "defaulted") return payload;
			const result = def.innerType._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) return result.then((result) => handleOptionalResult(payload, result));
			return handleOptionalResult(payload, result);
		}
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodCustom = /*@__PURE__*/ $constructor("$ZodCustom", (inst, def) => {
	$ZodCheck.init(inst, def);
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _) => {
		return payload;
	};
	inst._zod.check = (payload) => {
		const input = payload.value;
		const r = def.fn(input);
		if (r instanceof Promise) return r.then((r) => handleRefineResult(r, payload, input, inst));
		handleRefineResult(r, payload, input, inst);
	};
});
function handleRefineResult(result, payload, input, inst) {
	if (!result) {
		const _iss = {
			code: "custom",
			input,
			inst,
			path: [...inst._zod.def.path ?? []],
			continue: !inst._zod.def.abort
		};
		if (inst._zod.def.params) _iss.params = inst._zod.def.params;
		payload.issues.push(issue(_iss));
	}
}

// node_modules/zod/v4/core/api.js
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
	return new Class({
		type: "custom",
		check: "custom",
		fn,
		...normalizeParams(_params)
	});
}

// src/request/schema.ts
/** A text for which `takes` holds. */
function text$1(takes) {
	return new $ZodString({
		type: "string",
		checks: [_refine($ZodCustom, takes, {})]
	});
}
function oneOf(values) {
	return optional(text$1((value) => values.includes(value)));
}
function optional(innerType) {
	return new $ZodOptional({
		type: "optional",
		innerType
	});
}
function listOf$1(element, { min, max }) {
	const fits = (list) => list.length >= min && list.length <= max;
	return new $ZodArray({
		type: "array",
		element,
		checks: [_refine($ZodCustom, fits, {})]
	});
}
const promptSchema = text$1((prompt) => prompt.trim() !== "" && prompt.trim().length <= limits.promptLength);
/** The strict shape of `input` for one row of the catalogue (contract sections 2 and 5): unknown keys are refused. */
function inputSchema({ references, ratios, resolutions, size, quality, background }) {
	const urls = references && listOf$1(text$1(isReference), references);
	return new $ZodObject({
		type: "object",
		shape: {
			prompt: promptSchema,
			...references && urls ? { [references.field]: references.single ? optional(urls) : urls } : {},
			...references?.single ? { image: optional(text$1(isReference)) } : {},
			...ratios.length > 0 ? { aspect_ratio: oneOf(ratios) } : {},
			...resolutions.length > 0 ? { resolution: oneOf(resolutions) } : {},
			...size ? { size: optional(text$1((value) => size.pattern.test(value))) } : {},
			...quality ? { quality: oneOf(quality.values) } : {},
			...background ? { background: oneOf(background.values) } : {}
		},
		catchall: new $ZodNever({ type: "never" })
	});
}
/** Whether a value can be the prompt of any model. */
function isPrompt(value) {
	return safeParse(promptSchema, value).success;
}
const schemas = /* @__PURE__ */ new Map();
/** The schema of a row, made once: a batch checks thousands of lines. */
function schemaOf(variant) {
	const schema = schemas.get(variant) ?? inputSchema(variant);
	schemas.set(variant, schema);
	return schema;
}
/** Everything wrong with an `input` object, all of it at once; empty when the contract accepts it. */
function checkInput(variant, input) {
	const result = safeParse(schemaOf(variant), input);
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

// src/request/payload.ts
const caseFold = (value) => typeof value === "string" ? value.trim().toLowerCase() : value;
const trimmed = (value) => typeof value === "string" ? value.trim() : value;
const upper = (value) => typeof value === "string" ? value.trim().toUpperCase() : value;
/**
* Options → the body of a create, defaults filled in as the contract wants them sent. Pure.
* Throws one usage error that holds every problem found (contract sections 2 and 5).
*/
function buildImagePayload(options) {
	const problems = [];
	const model = options.model === void 0 ? defaultModel : trimmed(options.model);
	const route = options.route === void 0 ? void 0 : caseFold(options.route);
	const variant = typeof model === "string" ? findVariant(model, route) : void 0;
	const input = inputOf(options, variant);
	if (variant) problems.push(...checkInput(variant, input));
	if (!variant) problems.push(...checkWithoutVariant(model, route, input));
	const storage = options.storage === void 0 ? "temp" : caseFold(options.storage);
	if (!isOneOf(storages, storage)) problems.push(fieldProblem("storage", options.storage));
	const callbackUrl = trimmed(options.callbackUrl);
	if (callbackUrl !== void 0 && !isHttps(callbackUrl)) problems.push(callbackProblem(options.callbackUrl));
	if (problems.length > 0 || !variant) throw usageError(problems);
	return {
		model: variant.model,
		input: {
			...input,
			prompt: String(options.prompt).trim()
		},
		...typeof callbackUrl === "string" ? { callback: {
			url: callbackUrl,
			when: "final"
		} } : {},
		...storage === "persistent" ? { storage } : {},
		...variant.route ? { route: variant.route } : {}
	};
}
/** The `input` object before it is checked: what was given under the contract's names, then the defaults that are sent. */
function inputOf(options, variant) {
	const urls = options.inputUrls === void 0 ? [] : splitUrls(options.inputUrls);
	const field = variant?.references?.field ?? "input_urls";
	const wantsUrls = urls.length > 0 || variant?.references && !variant.references.single;
	const hasRatio = variant === void 0 || variant.ratios.length > 0;
	return dropUndefined({
		prompt: options.prompt,
		[field]: wantsUrls ? urls : void 0,
		image: trimmed(options.image),
		aspect_ratio: folded(options.aspectRatio, caseFold, allRatios) ?? (hasRatio ? variant?.defaultRatio : void 0),
		resolution: folded(options.resolution, upper, allResolutions) ?? (hasRatio ? "1K" : void 0),
		size: caseFold(options.size) ?? variant?.size?.default,
		quality: folded(options.quality, caseFold, variant?.quality?.values ?? []) ?? variant?.quality?.default,
		background: folded(options.background, caseFold, variant?.background?.values ?? [])
	});
}
/** A value in the case that the API takes; one that it does not take stays as it was typed, for the message. */
function folded(given, fold, accepted) {
	const value = fold(given);
	return isOneOf(accepted, value) ? value : given;
}
/** With a model or route that nobody knows, the rest is still held against what any model takes. */
function checkWithoutVariant(model, route, input) {
	const known = models.find((id) => id === model);
	const problems = [known ? routeProblem(route, known) : modelProblem(model)];
	if (!isPrompt(input.prompt)) problems.push(fieldProblem("prompt", input.prompt));
	for (const [field, list] of Object.entries({
		aspect_ratio: "ratios",
		resolution: "resolutions"
	})) {
		const given = input[field];
		if (given !== void 0 && !variants.some((row) => isOneOf(row[list], given))) problems.push(fieldProblem(field, given));
	}
	return problems;
}
/** A payload that the journal keeps; what a damaged line lacks is left empty, as only descriptions are made of it. */
function rememberedPayload(request) {
	const { model, route, storage, input } = fieldsOf(request);
	return {
		...dropUndefined({
			route: text(route),
			storage: text(storage)
		}),
		model: text(model) ?? "gpt-image-2",
		input: { ...fieldsOf(input) }
	};
}
/** What a payload will make, in the names that the program prints; keys that the payload lacks are left out. */
function describePayload(payload) {
	const { prompt: _, aspect_ratio, resolution, image, input_urls, image_urls, ...rest } = payload.input;
	const references = image === void 0 ? input_urls ?? image_urls : [image];
	return dropUndefined({
		model: payload.model,
		route: payload.route,
		aspectRatio: text(aspect_ratio),
		resolution: text(resolution),
		size: text(rest.size),
		quality: text(rest.quality),
		background: text(rest.background),
		references: Array.isArray(references) ? references.length : void 0,
		storage: payload.storage
	});
}
/** References as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
function splitUrls(value) {
	return (typeof value === "string" ? splitAtUrls(value) : listOf(value)).map((entry) => typeof entry === "string" ? entry.trim() : entry);
}
/** A value of any shape as a list, for the checks that follow to judge. */
function listOf(value) {
	return Array.isArray(value) ? value : [value];
}
function callbackProblem(given) {
	const accepted = "an https:// URL";
	return {
		field: "callback_url",
		given: shown(given),
		accepted,
		message: `Unsupported callback URL ${shown(given)}: use ${accepted}`
	};
}
function isHttps(value) {
	return parseUrl(value)?.protocol === "https:";
}
/** Whether a value is one of the words of a list. */
function isOneOf(list, value) {
	return list.some((item) => item === value);
}
function text(value) {
	return typeof value === "string" ? value : void 0;
}
/** The object without its undefined values: `exactOptionalPropertyTypes` and JSON both want absent keys absent. */
function dropUndefined(shape) {
	return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== void 0));
}

// src/request/normalize.ts
/** A model id as it is sent; undefined takes the default. Throws `Unsupported model`. */
function normalizeModel(value) {
	const model = value === void 0 ? defaultModel : trimmed(value);
	const known = models.find((id) => id === model);
	if (known === void 0) throw usageError([modelProblem(value)]);
	return known;
}
/** A ratio of the model's default route; undefined takes the model's default. Throws `Unsupported aspect ratio`. */
function normalizeAspectRatio(value, model) {
	const variant = rowOf(model);
	const ratio = value === void 0 ? variant?.defaultRatio : caseFold(value);
	if (!variant || !isOneOf(variant.ratios, ratio)) throw usageError([fieldProblem("aspect_ratio", value, variant)]);
	return ratio;
}
/** A resolution of the model's default route, any case; undefined means 1K. Throws `Unsupported resolution`. */
function normalizeResolution(value, model) {
	const variant = rowOf(model);
	const resolution = value === void 0 ? "1K" : upper(value);
	if (!variant || !isOneOf(variant.resolutions, resolution)) throw usageError([fieldProblem("resolution", value, variant)]);
	return resolution;
}
/** A background in lower case; an absent one stays absent. */
function normalizeBackground(value) {
	if (value === void 0) return void 0;
	const background = caseFold(value);
	if (!isOneOf([
		"auto",
		"opaque",
		"transparent"
	], background)) throw usageError([fieldProblem("background", value)]);
	return background;
}
/** A storage in lower case; undefined means `temp`. An empty string or null is refused. */
function normalizeStorage(value) {
	const storage = value === void 0 ? "temp" : caseFold(value);
	if (!isOneOf(storages, storage)) throw usageError([fieldProblem("storage", value)]);
	return storage;
}
/** An idempotency key as it is sent: 1 to 255 UTF-8 bytes, no control characters (contract section 2). */
function normalizeIdempotencyKey(value) {
	if (value === void 0) return void 0;
	const accepted = `1 to ${limits.idempotencyKeyBytes} UTF-8 bytes without control characters`;
	const key = trimmed(value);
	const bytes = typeof key === "string" ? new TextEncoder().encode(key).length : 0;
	if (typeof key === "string" && bytes > 0 && bytes <= limits.idempotencyKeyBytes && !/[\u0000-\u001f\u007f-\u009f]/.test(key)) return key;
	throw usageError([{
		field: "idempotency_key",
		given: value,
		accepted,
		message: `Unsupported idempotency key ${shown(value)}: use ${accepted}`
	}]);
}
/** Reference images as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
function normalizeInputUrls(value) {
	if (value === void 0) return [];
	const urls = splitUrls(value);
	const problems = urls.filter((url) => typeof url !== "string" || !isReference(url)).map((url) => referenceProblem("input_urls", url));
	if (problems.length > 0) throw usageError(problems);
	return urls;
}
function rowOf(model) {
	return findVariant(normalizeModel(model));
}

// src/images/completeness.ts
const most = 1e6;
/** PNG (ISO/IEC 15948): chunks up to and with IEND. */
async function pngEnds(source) {
	let offset = 8;
	for (let chunks = 0; chunks < most; chunks += 1) {
		const head = await source.read(offset, 8);
		if (head.length < 8) return false;
		offset += 12 + viewOf$1(head).getUint32(0);
		if (offset > source.size) return false;
		if (textAt(head, 4) === "IEND") return true;
	}
	return false;
}
/** JPEG (ITU-T T.81): segments, and the coded data behind each start of scan, up to the end-of-image marker. */
async function jpegEnds(source) {
	let offset = 2;
	for (let segments = 0; segments < most; segments += 1) {
		const head = await source.read(offset, 4);
		if (head.length < 2 || head[0] !== 255) return false;
		const marker = head[1];
		if (marker === 217) return true;
		if (marker === 255) offset += 1;
		else if (head.length < 4) return false;
		else offset += 2 + viewOf$1(head).getUint16(2);
		if (marker === 218) offset = await nextMarker(source, offset);
	}
	return false;
}
/** Where the next marker stands behind coded data, in which FF 00 is data and FF D0 to D7 are restarts. */
async function nextMarker(source, from) {
	for (let offset = from; offset < source.size;) {
		const block = await source.read(offset, 65536);
		for (let at = block.indexOf(255); at !== -1 && at + 1 < block.length; at = block.indexOf(255, at + 1)) {
			const next = block[at + 1] ?? 0;
			if (next !== 0 && next !== 255 && !(next >= 208 && next <= 215)) return offset + at;
		}
		offset += Math.max(1, block.length - 1);
		if (block.length < 2) break;
	}
	return source.size;
}
/** GIF89a: extensions and images up to the trailer. */
async function gifEnds(source) {
	const screen = await source.read(0, 13);
	if (screen.length < 13) return false;
	let offset = 13 + tableSize(screen[10] ?? 0);
	for (let blocks = 0; blocks < most; blocks += 1) {
		const [kind] = await source.read(offset, 1);
		if (kind === 59) return true;
		if (kind === 33) offset = await behindSubBlocks(source, offset + 2);
		else if (kind === 44) {
			const [flags] = await source.read(offset + 9, 1);
			offset = await behindSubBlocks(source, offset + 11 + tableSize(flags ?? 0));
		} else return false;
	}
	return false;
}
function tableSize(flags) {
	return (flags & 128) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
async function behindSubBlocks(source, from) {
	for (let offset = from;;) {
		const [length] = await source.read(offset, 1);
		if (length === void 0) return source.size;
		offset += 1 + length;
		if (length === 0) return offset;
	}
}
/** WebP: as many bytes as its RIFF header says. */
async function webpEnds(source) {
	const head = await source.read(0, 30);
	return head.length >= 30 && source.size >= viewOf$1(head).getUint32(4, true) + 8;
}
/** AVIF: top-level boxes (ISO/IEC 14496-12) that fill the file, the picture's description and data among them. */
async function avifEnds(source) {
	const seen = /* @__PURE__ */ new Set();
	const hasPicture = () => (seen.has("meta") || seen.has("moov")) && seen.has("mdat");
	let offset = 0;
	for (let boxes = 0; boxes < most && offset < source.size; boxes += 1) {
		const box = await source.read(offset, 16);
		if (box.length < 8) return false;
		seen.add(textAt(box, 4));
		const short = viewOf$1(box).getUint32(0);
		if (short === 0) return hasPicture();
		const length = short === 1 && box.length >= 16 ? Number(viewOf$1(box).getBigUint64(8)) : short;
		if (length < 8) return false;
		offset += length;
	}
	return hasPicture() && offset === source.size;
}
function viewOf$1(bytes) {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function textAt(bytes, offset) {
	return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

// src/images/inspect.ts
const headLength = 32;
const boxesLength = 65536;
const blockLength = 262144;
/** The type, size and completeness of an image, from its bytes; undefined when they are no PNG, JPEG, WebP, GIF or AVIF. */
async function inspectImage(source) {
	const blocks = inBlocks(source);
	const facts = await measureImage(blocks);
	return facts && {
		...facts,
		whole: await formats[facts.extension].ends(blocks)
	};
}
/** The type and size of an image, from its first bytes alone; undefined as with `inspectImage`. */
async function measureImage(source) {
	const head = new Uint8Array(await source.read(0, headLength));
	const extension = imageType(head);
	if (!extension) return void 0;
	const { mimeType, size } = formats[extension];
	return {
		mimeType,
		extension,
		...await size(head, source)
	};
}
const formats = {
	png: {
		mimeType: "image/png",
		size: pngSize,
		ends: pngEnds
	},
	jpg: {
		mimeType: "image/jpeg",
		size: (_, source) => jpegSize(source),
		ends: jpegEnds
	},
	webp: {
		mimeType: "image/webp",
		size: webpSize,
		ends: webpEnds
	},
	gif: {
		mimeType: "image/gif",
		size: gifSize,
		ends: gifEnds
	},
	avif: {
		mimeType: "image/avif",
		size: (_, source) => avifSize(source),
		ends: avifEnds
	}
};
/** Reads a source in large blocks, of which the last is kept: walks read forward in small steps. */
function inBlocks(source) {
	let start = 0;
	let block = /* @__PURE__ */ new Uint8Array(0);
	return {
		size: source.size,
		async read(offset, length) {
			if (!(offset >= start && offset + length <= start + block.length)) {
				block = await source.read(offset, Math.max(length, blockLength));
				start = offset;
			}
			return block.subarray(offset - start, offset - start + length);
		}
	};
}
/** The kind of picture that a file begins as, by its first 12 bytes or more. */
function imageType(head) {
	if (startsWith(head, 0, "PNG\r\n\n")) return "png";
	if (startsWith(head, 0, "ÿØÿ")) return "jpg";
	if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "webp";
	if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "gif";
	if (startsWith(head, 4, "ftyp") && (startsWith(head, 8, "avif") || startsWith(head, 8, "avis"))) return "avif";
}
function pngSize(head) {
	if (head.length < 24 || !startsWith(head, 12, "IHDR")) return {};
	return {
		width: viewOf(head).getUint32(16),
		height: viewOf(head).getUint32(20)
	};
}
function gifSize(head) {
	return head.length < 10 ? {} : {
		width: viewOf(head).getUint16(6, true),
		height: viewOf(head).getUint16(8, true)
	};
}
function webpSize(head) {
	if (head.length < 30) return {};
	const view = viewOf(head);
	if (startsWith(head, 12, "VP8X")) return {
		width: uint24(view, 24) + 1,
		height: uint24(view, 27) + 1
	};
	if (startsWith(head, 12, "VP8 ")) return {
		width: view.getUint16(26, true) & 16383,
		height: view.getUint16(28, true) & 16383
	};
	if (!startsWith(head, 12, "VP8L")) return {};
	const bits = view.getUint32(21, true);
	return {
		width: (bits & 16383) + 1,
		height: (bits >>> 14 & 16383) + 1
	};
}
/** Walks the segments up to the frame header, which metadata may put megabytes into the file. */
async function jpegSize(source) {
	let offset = 2;
	for (let segments = 0; segments < 1e3; segments += 1) {
		const view = viewOf(await source.read(offset, 9));
		if (view.byteLength < 9 || view.getUint8(0) !== 255) return {};
		const marker = view.getUint8(1);
		if (marker >= 192 && marker <= 207 && ![
			196,
			200,
			204
		].includes(marker)) return {
			width: view.getUint16(7),
			height: view.getUint16(5)
		};
		if (marker === 218) return {};
		offset += marker === 255 ? 1 : 2 + view.getUint16(2);
	}
	return {};
}
async function avifSize(source) {
	const head = await source.read(0, boxesLength);
	const at = find(head, "ispe");
	return at === -1 || at + 16 > head.length ? {} : {
		width: viewOf(head).getUint32(at + 8),
		height: viewOf(head).getUint32(at + 12)
	};
}
function viewOf(bytes) {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function uint24(view, offset) {
	return view.getUint16(offset, true) | view.getUint8(offset + 2) << 16;
}
function startsWith(bytes, offset, text) {
	if (bytes.length < offset + text.length) return false;
	for (let index = 0; index < text.length; index += 1) if (bytes[offset + index] !== text.charCodeAt(index)) return false;
	return true;
}
function find(bytes, text) {
	for (let offset = 0; offset + text.length <= bytes.length; offset += 1) if (startsWith(bytes, offset, text)) return offset;
	return -1;
}

// src/pipeline/references.ts
/** The references of a request as a list. */
function referenceList(value) {
	if (value === void 0) return [];
	return typeof value === "string" ? [value] : value;
}
/** The path a reference names; undefined for a file URL of another host. */
function localPath(text, cwd) {
	const url = /^file:/i.test(text) ? parseUrl(text) : void 0;
	if (!url) return resolve(cwd, text);
	try {
		return fileURLToPath(url);
	} catch {
		return;
	}
}
const referenceTypes = /* @__PURE__ */ new Map([
	["png", "image/png"],
	["jpg", "image/jpeg"],
	["webp", "image/webp"]
]);
/** A reference as the API takes it: URLs and data URIs as they are, a local file as a data URI. */
async function readReference(field, reference, { cwd, problems, notices }) {
	const text = reference.trim();
	if (/^(?:https?|data):/i.test(text)) {
		checkInline(field, text, {
			problems,
			notices
		});
		return text;
	}
	const path = localPath(text, cwd);
	const refuse = (reason) => {
		problems.push({
			field,
			given: shown(text),
			accepted: "an http(s) URL, or a PNG, JPEG or WebP file of at most 20 MB",
			message: `${field} ${shown(text)} cannot be used: ${reason}`
		});
		return text;
	};
	if (text === "" || path === void 0) return refuse(text === "" ? "it is empty" : "it names a file of another host");
	const found = await stat(path).catch(() => void 0);
	if (!found) return refuse(`there is no such file (${path}), and it is no http(s) URL`);
	if (!found.isFile()) return refuse("it is not a file");
	if (found.size > limits.referenceBytes) return refuse(`it has ${megabytes(found.size)}, at most 20 MB are accepted: make it smaller or host it and pass its URL`);
	const bytes = await readFile(path).catch((error) => error);
	if (bytes instanceof Error) return refuse(oneLine(bytes.message, 160));
	const type = imageType(bytes);
	const mimeType = referenceTypes.get(type);
	if (!mimeType) return refuse(`its bytes are ${type ?? "no image"}; PNG, JPEG and WebP are accepted`);
	noteSize(shown(text), bytes.length, notices);
	return `data:${mimeType};base64,${bytes.toString("base64")}`;
}
function checkInline(field, text, { problems, notices }) {
	if (!/^data:/i.test(text)) return;
	const bytes = Math.floor((text.length - text.indexOf(",") - 1) * 3 / 4);
	if (bytes > limits.referenceBytes) problems.push({
		field,
		given: shown(text),
		accepted: "at most 20 MB",
		message: `${field} ${shown(text)} has ${megabytes(bytes)}, at most 20 MB are accepted: host the image and pass its URL`
	});
	noteSize(shown(text), bytes, notices);
}
function noteSize(what, bytes, notices) {
	if (bytes > limits.referenceWarnBytes) notices.push(`${what} has ${megabytes(bytes)}: HiAPI advises to host images above 3 MB and pass their URL`);
}
/** A size for people. */
function megabytes(bytes) {
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// src/pipeline/prepare.ts
const defaultTimeoutMs = 6e5;
/** A prepared request, to be run from now on. */
function requestOf(prepared, options, cwd) {
	const { isNew = false, wait = true, timeoutMs = defaultTimeoutMs, pollIntervalMs } = options;
	const startedAt = performance.now();
	return {
		...prepared,
		cwd,
		isNew,
		wait,
		startedAt,
		deadline: startedAt + timeoutMs,
		pollIntervalMs
	};
}
/**
* Options and positionals → a valid request. Reads the prompt and reference files; sends nothing.
* Throws one usage error with everything that is wrong, what `problems` already holds included.
*/
async function prepareRequest(options, words, { cwd, stdin, problems = [] }) {
	const found = [...problems];
	const notices = [];
	const prompt = await readPrompt(options, words, {
		cwd,
		stdin,
		problems: found
	});
	const inputUrls = await Promise.all(referenceList(options.inputUrls).map((reference) => readReference("input_urls", reference, {
		cwd,
		problems: found,
		notices
	})));
	const image = options.image === void 0 ? void 0 : await readReference("image", options.image, {
		cwd,
		problems: found,
		notices
	});
	const request = chooseModel({
		...options,
		prompt,
		inputUrls: inputUrls.length > 0 ? inputUrls : void 0,
		image
	});
	checkFolder(options, cwd, found);
	checkName(options.name, {
		problems: found,
		notices
	});
	const key = collect(found, () => normalizeIdempotencyKey(options.idempotencyKey));
	const payload = collect(found, () => buildImagePayload(request));
	if (!payload || found.length > 0) throw usageError(unique(found));
	const body = JSON.stringify(payload);
	refuseLargeBody(body);
	notices.push(...noticesOf(payload));
	const prefix = options.name === void 0 ? modelFileSlug(payload.model) : stemOf(options.name).stem;
	const target = {
		outputDir: resolve(cwd, options.outputDir ?? "outputs"),
		prefix,
		save: options.save ?? true
	};
	return {
		payload,
		body,
		key,
		isModelDefaulted: options.model === void 0,
		target,
		notices
	};
}
/** The same complaint from two places is said once. */
function unique(problems) {
	return problems.filter((problem, index) => problems.findIndex((other) => other.message === problem.message) === index);
}
function collect(problems, attempt) {
	try {
		return attempt();
	} catch (error) {
		if (!(error instanceof HiapiError) || !error.facts.problems) throw error;
		const known = new Set(problems.map((problem) => problem.field));
		problems.push(...error.facts.problems.filter((problem) => !(known.has(problem.field) && [
			"input_urls",
			"image_urls",
			"image",
			"prompt"
		].includes(problem.field))));
		return;
	}
}
async function readPrompt(options, words, { cwd, stdin, problems }) {
	const given = [
		options.prompt,
		options.promptFile,
		words.length > 0 ? words.join(" ") : void 0
	].filter((source) => source !== void 0);
	if (given.length > 1) problems.push(promptSources(given));
	if (options.promptFile === void 0) return options.prompt ?? (words.length > 0 ? words.join(" ") : void 0);
	try {
		const bytes = options.promptFile === "-" ? await readAll(stdin) : await readFile(resolve(cwd, options.promptFile));
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (error) {
		if (error instanceof HiapiError) throw error;
		const reason = error instanceof TypeError ? "it is not UTF-8 text" : oneLine(error instanceof Error ? error.message : String(error), 120);
		problems.push({
			field: "prompt",
			given: options.promptFile,
			accepted: "a readable UTF-8 text file, or -",
			message: `--prompt-file ${shown(options.promptFile)} cannot be used: ${reason}`
		});
		return;
	}
}
/** No prompt that is accepted has more, white space around it included. */
const maxPromptBytes = 16 * limits.promptLength;
async function readAll(stream) {
	const chunks = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > maxPromptBytes) throw new RangeError(`it has more than ${maxPromptBytes} bytes`);
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}
/** The model that a request without one means (design section 3, `--model`). A lone local or inline reference becomes `image`. */
function chooseModel(options) {
	if (options.model !== void 0) return options;
	const references = referenceList(options.inputUrls);
	const hasImages = references.length > 0 || options.image !== void 0;
	if (options.route !== void 0) return {
		...options,
		model: hasImages ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image"
	};
	if (options.image !== void 0) return {
		...options,
		model: "gpt-image-2/image-to-image"
	};
	const [only] = references;
	if (references.length === 1 && /^data:/i.test(only ?? "")) return {
		...options,
		model: "gpt-image-2/image-to-image",
		inputUrls: void 0,
		image: only
	};
	return {
		...options,
		model: hasImages ? "gpt-image-2-image-to-image" : defaultModel
	};
}
/** A folder that cannot take the image is found before it is paid for. */
function checkFolder({ outputDir = "outputs", save = true, wait = true }, cwd, problems) {
	const facts = {
		field: "output-dir",
		given: outputDir,
		accepted: "a folder that can be written"
	};
	if (outputDir.trim() === "") problems.push({
		...facts,
		message: "--output-dir is empty: name a folder, or leave it out for ./outputs"
	});
	else if (save && wait && !isWritable(resolve(cwd, outputDir))) problems.push({
		...facts,
		message: `no image can be saved in ${shown(outputDir)}: name a folder that can be written with --output-dir`
	});
}
function checkName(name, { problems, notices }) {
	if (name === void 0) return;
	const problem = nameProblem(name);
	if (problem) problems.push(problem);
	else notices.push(...stemOf(name).notices);
}
function noticesOf(payload) {
	const variant = findVariant(payload.model, payload.route);
	const urls = payload.input[variant?.references?.field ?? ""];
	const isInline = Array.isArray(urls) && urls.some((url) => String(url).startsWith("data:"));
	return [
		...variant?.retiredFor ? [`${payload.model} is listed as retired by HiAPI's own skill; it is sent as written, ${variant.retiredFor} takes its place`] : [],
		...isInline ? [`local files are sent as data URIs; for ${variant?.references?.field} HiAPI documents public URLs only`] : [],
		...payload.storage === "persistent" ? ["--storage persistent is billed by HiAPI: $0.05 per GB and month"] : []
	];
}
/** A body has at most 32 MiB (design rule 1). Throws `usage`. */
function refuseLargeBody(body) {
	const size = Buffer.byteLength(body);
	if (size <= limits.bodyBytes) return;
	const message = `the request has ${megabytes(size)}, at most 32 MB are accepted: host the images and pass their URLs`;
	throw usageError([{
		field: "input_urls",
		given: `${size} bytes`,
		accepted: `at most ${limits.bodyBytes} bytes`,
		message
	}]);
}
/** A key of our own; made once for each logical request (design rule 1). */
function newKey() {
	return `hiapi-img-${randomUUID()}`;
}

// src/pipeline/secrets.ts
/** Names and keys are written to disk and shown: the API key may not hide in them (design rule 9). */
function secretProblems({ name, idempotencyKey }, env) {
	const secret = (env.HIAPI_API_KEY ?? "").trim();
	return Object.entries({
		name,
		"idempotency-key": idempotencyKey
	}).filter(([, value]) => secret.length >= 8 && value?.includes(secret)).map(([field]) => ({
		field,
		given: "(not shown)",
		accepted: "a value without the API key",
		message: `--${field} holds the API key: give another`
	}));
}

// src/commands/generate.ts
/** `generate` from the command line: checks everything, then does what was asked for; answers the exit code. */
async function runGenerate({ options: given, words, problems }, run) {
	const { io, presenter } = run;
	const options = given;
	if (options.resumeTaskId !== void 0) return resumeInstead(options.resumeTaskId, {
		given,
		words,
		problems
	}, run);
	const settings = readSettings(io.env);
	const prepared = await prepareRequest(options, words, {
		cwd: io.cwd,
		stdin: io.stdin,
		problems: [
			...problems,
			...countProblems(options),
			...options.sandbox ? [] : [...settings.problems, ...secretProblems(options, io.env)]
		]
	});
	for (const notice of [
		...slipNotice(run.argv, words),
		...prepared.notices,
		...options.sandbox ? [] : settings.warnings
	]) presenter.warn(notice);
	if (options.dryRun || options.estimate) return preview(options, prepared, {
		...run,
		settings
	});
	const { generateImages } = await import("./commands-make.mjs");
	const debug = given.debug === true ? presenter.say : void 0;
	return generateImages(options, prepared, {
		...run,
		settings,
		isSandbox: options.sandbox === true,
		debug
	});
}
/** A key names one image. */
function countProblems({ count = 1, idempotencyKey }) {
	if (count === 1 || idempotencyKey === void 0) return [];
	return [{
		field: "count",
		given: count,
		accepted: "1 with an idempotency key",
		message: `--count ${count} cannot be combined with --idempotency-key, which names one image: leave one of them out`
	}];
}
/** A prompt of one word that is nearly a command's name may be a slip of the hand: it is drawn, and that is said. */
function slipNotice([first], [word = "", ...more]) {
	if (more.length > 0 || word.length < 5 || /\s/.test(word) || first === "generate") return [];
	const near = nearest(word, Object.keys(commands));
	return near === void 0 ? [] : [`"${word}" is taken as the prompt; the command is called ${near}`];
}
/** `--dry-run` and `--estimate`: the payload, the key, the command that would send it; nothing is created. */
async function preview(options, prepared, { argv, io, presenter, settings }) {
	const { count = 1 } = options;
	const idempotencyKey = count > 1 ? void 0 : options.idempotencyKey?.trim() ?? newKey();
	const flag = options.idempotencyKey === void 0 && idempotencyKey ? [`--idempotency-key=${idempotencyKey}`] : [];
	const next = commandLine(io.door, payingWords(argv, [...flag, ...promptFlag(options, prepared)]), io.platform);
	const document = {
		paidTaskCreated: false,
		payload: prepared.payload,
		...idempotencyKey ? { idempotencyKey } : { count },
		next
	};
	if (!options.estimate) {
		await presenter.document({
			ok: true,
			...document
		});
		return 0;
	}
	const { openSandboxSession, openSession } = await import("./sessions.mjs");
	const { quotePrice } = await import("./quote.mjs");
	const session = options.sandbox ? await openSandboxSession(io) : await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		needsKey: false
	});
	try {
		const { error, ...quote } = {
			error: void 0,
			...await quotePrice(session.api, prepared.payload, io.signal)
		};
		if (error) throw new HiapiError(error.kind, error.message, {
			...error.facts,
			...idempotencyKey ? { idempotencyKey } : {},
			beside: {
				...document,
				...quote
			}
		});
		const total = count > 1 && quote.estimate ? { totalUsd: Math.round(quote.estimate.estimatedUsd * count * 1e6) / 1e6 } : {};
		await presenter.document({
			ok: true,
			...document,
			...quote,
			...total,
			...options.sandbox ? { sandbox: true } : {}
		});
		return 0;
	} finally {
		await session.close();
	}
}
/** What was read from stdin cannot be read again: the command carries it. */
function promptFlag({ promptFile }, { payload }) {
	return promptFile === "-" ? [`--prompt=${String(payload.input.prompt)}`] : [];
}
function isStdin(argv, index) {
	const at = argv[index] === "-" ? index - 1 : index;
	return argv[at] === "--prompt-file" && argv[at + 1] === "-";
}
/** The words of a preview as the command that pays: words behind `--` belong to the prompt and stay. */
function payingWords(argv, more) {
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	return [
		...argv.slice(0, end).filter((word, index) => ![
			"--dry-run",
			"--estimate",
			"--prompt-file=-"
		].includes(word) && !isStdin(argv, index)),
		...more,
		...argv.slice(end)
	];
}
/** `--resume-task-id <id>` is `resume <id>`: what only a new request could use is refused. */
async function resumeInstead(id, { given, words, problems }, run) {
	const { resumeTaskId: _, ...rest } = given;
	const shared = [
		"outputDir",
		"name",
		"save",
		"timeoutMs",
		"pollIntervalMs",
		"preview",
		"json",
		"quiet",
		"color",
		"debug"
	];
	const flagOf = (key) => commands.generate.options.find((option) => option.key === key)?.flags.match(/--[a-z-]+/)?.[0] ?? key;
	const strange = Object.keys(rest).filter((key) => !shared.includes(key)).map(flagOf);
	const refused = [...words.length > 0 ? [`the words "${words.join(" ").slice(0, 60)}"`] : [], ...strange].map((what) => ({
		field: "resume-task-id",
		given: what,
		accepted: "output-dir, name, no-save, timeout, poll-interval, preview",
		message: `--resume-task-id creates nothing: leave out ${what}`
	}));
	if (problems.length + refused.length > 0) throw usageError([...problems, ...refused]);
	const { runResume } = await import("./commands-resume.mjs");
	return runResume([id], rest, run);
}

export { buildImagePayload, checkInput, defaultTimeoutMs, describePayload, fieldsOf, inspectImage, measureImage, modelFileSlug, modelOfStem, nameProblem, newKey, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, pictureStem, prepareRequest, readPictureName, refuseLargeBody, rememberedPayload, requestOf, runGenerate, secretProblems, stemOf, textOf };
