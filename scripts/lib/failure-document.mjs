import { HiapiError, exitCodes } from "./errors.mjs";

// src/failure-document.ts
/** The `error` object of a failure document (design section 4): keys that do not apply are left out. Pure. */
function errorFields(error) {
	const { status, code, requestId, problems, taskId, idempotencyKey, resume, rawStatus } = error.facts;
	const fields = {
		kind: error.kind,
		status,
		code,
		message: error.message,
		hint: error.hint,
		retryable: error.retryable,
		requestId,
		problems: problems?.map((problem) => ({
			...problem,
			given: problem.given ?? null
		})),
		taskId,
		idempotencyKey,
		resume,
		rawStatus
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
/** The document of several tasks (design section 4) and the exit code that stands for all of them. */
function severalDocument(results) {
	const errors = results.filter((result) => result instanceof HiapiError);
	const count = (...kinds) => errors.filter(({ kind }) => kinds.includes(kind)).length;
	const pending = count("pending", "interrupted");
	const unknown = count("unknown_outcome");
	const summary = {
		saved: results.length - errors.length,
		failed: errors.length - pending - unknown,
		pending,
		unknown
	};
	const codes = new Set(errors.map(({ exitCode }) => exitCode));
	const [only] = codes;
	const exitCode = codes.size > 1 ? exitCodes.partial : only ?? 0;
	const documents = results.map((result) => result instanceof HiapiError ? {
		ok: false,
		error: errorFields(result)
	} : result);
	return {
		document: {
			ok: errors.length === 0,
			results: documents,
			summary
		},
		exitCode
	};
}

export { errorFields, severalDocument };
