// src/pipeline/preview.ts
/** `--preview`: draws what was saved on stderr, behind the document; says why where it cannot. Never fails a run: all is saved and printed. */
async function showPictures(outputs, { io, reporter }) {
	const { drawPicture } = await import("./terminal-inline-image.mjs");
	const files = outputs.flatMap((output) => output.kind === "file" ? [output] : []);
	if (files.length === 0) reporter.info("no preview: nothing was saved");
	for (const file of files) {
		const reason = await drawPicture(file, {
			env: io.env,
			stream: io.stderr,
			color: reporter.hasColor
		});
		if (reason !== void 0) reporter.info(`no preview: ${reason}`);
	}
}

export { showPictures };
