import { HiapiError, oneLine } from "./core.mjs";
import { fieldsOf, textOf } from "./request.mjs";

// src/api/update-policy.ts
/** The version of HiAPI's skill contract that this code implements; not the package's own version (contract section 8). */
const contractVersion = "0.5.0";
const skillId = "hiapi-gpt-image-2";
const updateTimeoutMs = 1200;
const maxLineLength = 300;
const maxManifestBytes = 4194304;
const skipped = (message) => ({
	status: "skipped",
	message,
	latestVersion: "",
	minimumVersion: "",
	updateCommand: ""
});
/** Compares versions as the policy does: cut at the first `+` or `-`, split at `.`, missing parts are 0. */
function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => (String(version).trim().replace(/^v/, "").split(/[+-]/, 1)[0] ?? "").split(".").map((part) => Number.parseInt(part, 10) || 0));
	for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
		const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
		if (difference !== 0) return difference < 0 ? -1 : 1;
	}
	return 0;
}
/** Asks for the update policy, once, within `timeoutMs` (1.2 s) with the body included. Never throws: anything wrong is `skipped`. */
async function askUpdatePolicy({ currentVersion = contractVersion, skillId: id = skillId, manifestUrl, fetch, timeoutMs = updateTimeoutMs, signal }) {
	const control = new AbortController();
	const stop = () => control.abort();
	let giveUp = () => void 0;
	const timeUp = new Promise((resolve) => {
		giveUp = () => resolve(skipped(`the update policy did not answer within ${timeoutMs} ms`));
	});
	const timer = setTimeout(() => {
		stop();
		giveUp();
	}, timeoutMs);
	signal?.addEventListener("abort", stop, { once: true });
	const asked = fetchManifest(manifestUrl, fetch, control.signal).then((manifest) => judge(manifest, id, currentVersion), (error) => skipped(`the update policy cannot be read: ${oneLine(error instanceof Error ? error.message : String(error), 120)}`));
	try {
		return await Promise.race([asked, timeUp]);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener("abort", stop);
		stop();
	}
}
async function fetchManifest(url, fetch, signal) {
	const answer = await fetch(url, {
		method: "GET",
		headers: { Accept: "application/json" },
		signal,
		redirect: "manual"
	});
	if (answer.status !== 200 && answer.status !== void 0) throw new Error(`HTTP ${answer.status}`);
	if (answer.body && Symbol.asyncIterator in answer.body) {
		const chunks = [];
		for await (const chunk of answer.body) {
			chunks.push(chunk);
			if (chunks.reduce((sum, piece) => sum + piece.length, 0) > maxManifestBytes) throw new Error("too large");
		}
		return JSON.parse(Buffer.concat(chunks).toString("utf8"));
	}
	return answer.json ? answer.json() : JSON.parse(await answer.text?.() ?? "");
}
/** What a manifest says of a version. Its text is data: one line, 300 characters, no control characters (design rule 9). */
function judge(manifest, id, currentVersion) {
	const skills = fieldsOf(manifest).skills;
	const entry = Array.isArray(skills) ? skills.map(fieldsOf).find((skill) => skill.id === id) : void 0;
	if (!entry) return skipped(`the update policy does not list ${id}`);
	const policy = fieldsOf(entry.updatePolicy);
	const line = (name, max = maxLineLength) => oneLine(textOf(policy, name) ?? "", max);
	const latestVersion = line("latestVersion", 40) || oneLine(textOf(entry, "version") ?? "", 40);
	const minimumVersion = line("minimumVersion", 40);
	const updateCommand = line("updateCommand");
	const found = {
		latestVersion,
		minimumVersion,
		updateCommand
	};
	if (minimumVersion !== "" && compareVersions(currentVersion, minimumVersion) < 0) return {
		status: "required",
		message: `${line("requiredNotice") || "this version of the skill is no longer supported."} Contract ${currentVersion}, required ${minimumVersion}. Update now: ${updateCommand}`,
		...found
	};
	if (latestVersion === "" || compareVersions(currentVersion, latestVersion) >= 0) return {
		status: "current",
		message: `contract ${currentVersion} is current`,
		...found
	};
	return {
		status: "available",
		message: `${line("notice") || "a newer version of the skill is available."} Contract ${currentVersion}, latest ${latestVersion}. Update: ${updateCommand}`,
		...found
	};
}
/** The error that stops a create below the minimum version. */
function updateRequired(check) {
	const rest = check.message.slice(check.message.lastIndexOf(" Contract "));
	const notice = oneLine(check.message.slice(0, -rest.length), 500 - rest.length);
	return new HiapiError("update_required", `${notice}${rest}`, { hint: `the printed command must be run before using the skill again: show it to the person and run it only when they agree; HIAPI_SKIP_UPDATE_CHECK=1 goes on without it` });
}

export { askUpdatePolicy, compareVersions, contractVersion, updateRequired };
