import { readKey } from "./core.mjs";

// src/pipeline/session.ts
/** Opens a session with HiAPI. Throws `account` without a key, unless `needsKey` is false. */
async function openSession({ settings, env, signal, needsKey = true, debug }) {
	const apiKey = needsKey ? readKey(env) : "";
	const transport = await transportFor(settings);
	const { baseUrl, siteUrl } = settings;
	return {
		api: {
			apiKey,
			baseUrl,
			siteUrl,
			fetch: logged(transport.fetch, debug)
		},
		fetchLink: logged(transport.fetchLink, debug),
		isSandbox: false,
		signal,
		permission: Promise.resolve(),
		close: transport.close
	};
}
/** Starts the built-in local HiAPI in this process and opens a session with it; closing the session stops it. */
async function openSandboxSession({ signal, debug }) {
	const { startSandbox } = await import("./sandbox-server.mjs");
	const { createTransport } = await import("./api-transport.mjs");
	const sandbox = await startSandbox({});
	const transport = createTransport({ baseUrl: sandbox.url });
	const api = {
		apiKey: "sandbox-needs-no-key",
		baseUrl: sandbox.url,
		siteUrl: sandbox.url,
		fetch: logged(transport.fetch, debug)
	};
	const close = async () => {
		await transport.close();
		await sandbox.close();
	};
	return {
		api,
		fetchLink: logged(transport.fetchLink, debug),
		isSandbox: true,
		signal,
		permission: Promise.resolve(),
		close
	};
}
/** Logs each exchange: method, address without its query, status, milliseconds. Never headers or bodies. */
function logged(fetch, debug) {
	if (!debug) return fetch;
	return async (url, init) => {
		const begun = performance.now();
		const log = (end) => debug(`debug: ${init.method} ${url.split("?", 1)[0]} ${end} ${Math.round(performance.now() - begun)} ms`);
		try {
			const answer = await fetch(url, init);
			log(String(answer.status));
			return answer;
		} catch (error) {
			log(error instanceof Error ? error.message : String(error));
			throw error;
		}
	};
}
/** Opens connections. HTTP is loaded here and not before: most failures never need it. */
async function transportFor({ proxy, baseUrl }) {
	const { createTransport } = await import("./api-transport.mjs");
	return createTransport({
		proxy,
		baseUrl
	});
}

export { openSandboxSession, openSession, transportFor };
