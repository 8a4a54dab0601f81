import { codeOf, usageError } from "./core.mjs";
import "./request.mjs";

// src/commands/sandbox.ts
/** Runs the local HiAPI until a signal ends it. Its address stands on stdout as one JSON document. */
async function runSandbox(options, { io, reporter }) {
	const { startSandbox } = await import("./sandbox-server.mjs");
	const { parseFaults } = await import("./parse.mjs");
	const { port, imageMs, samePicture } = options;
	const sandbox = await startSandbox({
		faults: parseFaults(options.faults ?? ""),
		...port === void 0 ? {} : { port },
		...imageMs === void 0 ? {} : { imageMs },
		...samePicture === void 0 ? {} : { samePicture }
	}).catch((error) => {
		throw portError(error, port);
	});
	await reporter.document({
		ok: true,
		sandbox: true,
		url: sandbox.url,
		requests: `${sandbox.url}/__sandbox/requests`
	});
	reporter.info("a local HiAPI, nothing is billed. In another terminal:");
	reporter.info(`  export HIAPI_BASE_URL=${sandbox.url} HIAPI_SITE_URL=${sandbox.url} HIAPI_API_KEY=sandbox-key`);
	reporter.info("Ctrl-C ends it");
	try {
		await new Promise((resolve) => io.signal.aborted ? resolve() : io.signal.addEventListener("abort", () => resolve(), { once: true }));
	} finally {
		await sandbox.close();
	}
}
function portError(error, port) {
	const code = codeOf(error);
	if (port === void 0 || !["EADDRINUSE", "EACCES"].includes(code)) return error;
	return usageError([{
		field: "port",
		given: port,
		accepted: "a port that is free, from 1024 to 65535",
		message: `--port ${port} ${code === "EACCES" ? "may not be used" : "is taken"}: give another, or leave it out for a free one`
	}]);
}

export { runSandbox };
