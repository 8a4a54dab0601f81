import { HiapiError, severalDocument } from "./core.mjs";
import { createShared, inWorkshop, numbered, sessionsOf } from "./context.mjs";
import { generateImageDocument, sayFiles } from "./duration-history.mjs";

// src/commands/make.ts
/** Makes the images of a prepared request and prints their document; answers the exit code. All that a preview does not need is loaded with this. */
function make(options, prepared, making) {
	const { presenter } = making;
	const { count = 1 } = options;
	return inWorkshop(making, async (context) => {
		if (count > 1) return makeSeveral(count, {
			options,
			prepared,
			context,
			making
		});
		const outcome = await generateImageDocument(options, prepared, context);
		sayFiles(outcome.document, presenter);
		if (await presenter.document(outcome.document)) await outcome.settle();
		await preview([outcome], options, making);
		return 0;
	});
}
/**
* Several images of one request, all at once: a task each (contract section 3), one document for all. They are settled
* together, when each is there: after a partial failure the same command finds those it has and makes only the missing ones.
*/
async function makeSeveral(count, { options, prepared, context, making }) {
	const { presenter } = making;
	const shared = createShared();
	const sessions = sessionsOf(context.session);
	const begun = performance.now();
	let over = 0;
	const seconds = () => Math.round((performance.now() - begun) / 1e3);
	const spinner = await presenter.waiting(() => `${count} images · ${seconds()} s · ${over} done`);
	const one = async (index) => {
		const { session, release } = sessions.open();
		const words = numbered(presenter, `${index + 1}/${count}: `);
		try {
			const outcome = await generateImageDocument(options, prepared, {
				...context,
				session,
				words,
				shared
			});
			sayFiles(outcome.document, words);
			return outcome;
		} catch (error) {
			if (!(error instanceof HiapiError)) throw error;
			presenter.error(`${index + 1}/${count}: ${error.message}`);
			return error;
		} finally {
			over += 1;
			release();
		}
	};
	const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => one(index))).finally(() => {
		spinner.stop();
		sessions.close();
	});
	const { document, exitCode } = severalDocument(outcomes.map((outcome) => outcome instanceof HiapiError ? outcome : { ...outcome.document }));
	if (exitCode !== 0) presenter.plainError("next: run the same command again: only the missing images are made");
	const made = outcomes.filter((outcome) => !(outcome instanceof HiapiError));
	if (await presenter.document(document) && exitCode === 0) for (const { settle } of made) await settle();
	await preview(made, options, making);
	return exitCode;
}
/** `--preview`, behind the document. */
async function preview(outcomes, options, { io, presenter }) {
	if (!options.preview) return;
	const { showPictures } = await import("./pipeline-preview.mjs");
	for (const { document } of outcomes) await showPictures(document.outputs, {
		io,
		presenter
	});
}

export { make };
