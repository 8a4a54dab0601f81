import { withContext } from "./context.mjs";
import { requestOf } from "./request.mjs";
import { createRunScope, documentOfRuns, doneOrThrow, logFiles, prefixedLog, runRequest, splitSession } from "./duration-history.mjs";
import { createTaken } from "./open.mjs";
import { createGate } from "./rate-limiter.mjs";

// src/pipeline/variations.ts
/**
* Runs `count` variations of one request at once, a task each, with one progress line for all. Outcomes are in the order of their numbers.
*/
async function runVariations(count, { request, context, reporter }) {
	const scope = createRunScope({
		limiter: createGate(),
		inFlight: createTaken()
	});
	const sessions = splitSession(context.session);
	const begun = performance.now();
	let finished = 0;
	const seconds = () => Math.round((performance.now() - begun) / 1e3);
	const spinner = await reporter.spinner(() => `${count} images · ${seconds()} s · ${finished} done`);
	const runOne = async (number) => {
		const { session, release } = sessions.open();
		const log = prefixedLog(reporter, `${number}/${count}: `);
		const outcome = await runRequest(request, {
			...context,
			session,
			log,
			scope
		}).finally(release);
		finished += 1;
		if (outcome.type === "done") logFiles(outcome.document, log);
		if (outcome.type === "failed") reporter.error(`${number}/${count}: ${outcome.error.message}`);
		return outcome;
	};
	try {
		return await Promise.all(Array.from({ length: count }, (_, index) => runOne(index + 1)));
	} finally {
		spinner.stop();
		sessions.close();
	}
}

// src/commands/make.ts
/** Runs a prepared request, or so many variations of it, and prints the document. All that a preview does not need is loaded with this. */
function generateImages(options, prepared, invocation) {
	const { io, reporter } = invocation;
	const { count = 1 } = options;
	return withContext(invocation, async (context) => {
		const request = requestOf(prepared, options, io.cwd);
		if (count > 1) return printSeveral(await runVariations(count, {
			request,
			context,
			reporter
		}), options, invocation);
		const done = doneOrThrow(await runRequest(request, context));
		logFiles(done.document, reporter);
		if (await reporter.document(done.document)) await done.complete();
		await preview([done], options, invocation);
		return 0;
	});
}
/**
* One document for all variations. They are completed together, once all are there: after a partial failure the same command finds those
* that it has and makes only the missing ones.
*/
async function printSeveral(outcomes, options, invocation) {
	const { reporter } = invocation;
	const done = outcomes.filter((outcome) => outcome.type === "done");
	const { document, exitCode } = documentOfRuns(outcomes);
	if (exitCode !== 0) reporter.errorDetail("next: run the same command again: only the missing images are made");
	if (await reporter.document(document) && exitCode === 0) for (const { complete } of done) await complete();
	await preview(done, options, invocation);
	return exitCode;
}
/** `--preview`, behind the document. */
async function preview(outcomes, options, { io, reporter }) {
	if (!options.preview) return;
	const { showPictures } = await import("./pipeline-preview.mjs");
	for (const { document } of outcomes) await showPictures(document.outputs, {
		io,
		reporter
	});
}

export { generateImages };
