// src/commands/sandbox.ts
/** Runs the local HiAPI until a signal ends it. Its address stands on stdout as one JSON document. */
async function runSandbox(options, { io, presenter }) {
	const { startSandbox } = await import("./sandbox-server.mjs");
	const { parseFaults } = await import("./faults.mjs");
	const { port, imageMs, samePicture } = options;
	const sandbox = await startSandbox({
		faults: parseFaults(options.faults ?? ""),
		...port === void 0 ? {} : { port },
		...imageMs === void 0 ? {} : { imageMs },
		...samePicture === void 0 ? {} : { samePicture }
	});
	await presenter.document({
		ok: true,
		sandbox: true,
		url: sandbox.url,
		requests: `${sandbox.url}/__sandbox/requests`
	});
	presenter.say("a local HiAPI, nothing is billed. In another terminal:");
	presenter.say(`  export HIAPI_BASE_URL=${sandbox.url} HIAPI_SITE_URL=${sandbox.url} HIAPI_API_KEY=sandbox-key`);
	presenter.say("Ctrl-C ends it");
	try {
		await new Promise((resolve) => io.signal.aborted ? resolve() : io.signal.addEventListener("abort", () => resolve(), { once: true }));
	} finally {
		await sandbox.close();
	}
}

export { runSandbox };
