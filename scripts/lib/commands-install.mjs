import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, codeOf, ignoreMissing, isAbandoned, ownerMark, usageError } from "./core.mjs";
import { formatTable } from "./process.mjs";
import { compareVersions } from "./request.mjs";
const { existsSync } = require("node:fs");
const lstat = (...given) => require("node:fs/promises").lstat(...given);
const mkdir = (...given) => require("node:fs/promises").mkdir(...given);
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const readdir = (...given) => require("node:fs/promises").readdir(...given);
const realpath = (...given) => require("node:fs/promises").realpath(...given);
const rename = (...given) => require("node:fs/promises").rename(...given);
const rm = (...given) => require("node:fs/promises").rm(...given);
const rmdir = (...given) => require("node:fs/promises").rmdir(...given);
const stat = (...given) => require("node:fs/promises").stat(...given);
const writeFile = (...given) => require("node:fs/promises").writeFile(...given);
const { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } = require("node:path");

// src/install/skill.ts
/** What the skill's folder is: its name, what belongs in it, and how one is told from another. Pure. */
const skillName = "hiapi-gpt-image-2";
/** The parts that an agent needs; what of a folder is none of them (`.env`, `outputs`, tests, sources) is never copied. */
const part = /^(?:SKILL\.md|LICENSE|scripts\/(?:lib\/)?[\w-][\w.-]*\.mjs|scripts\/THIRD-PARTY-LICENSES\.txt|references\/[\w-]+\.md|agents\/[\w-]+\.yaml)$/;
/** Without these a folder is no skill that runs. */
const neededParts = [
	"SKILL.md",
	`scripts/${skillName}.mjs`,
	"scripts/check-config.mjs",
	"scripts/THIRD-PARTY-LICENSES.txt"
];
/** What a whole copy has beside them. */
const wantedParts = [
	"LICENSE",
	"references/",
	"agents/"
];
/** The folders that hold parts. */
const partFolders = [
	"",
	"scripts",
	"scripts/lib",
	"references",
	"agents"
];
/** Whether a path below a skill's folder, with `/`, is a part of the skill. */
function isPart(path) {
	return part.test(path);
}
/** The name and the version that the front matter of a `SKILL.md` states; "" for what it does not state. */
function identityOf(document) {
	const head = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(document.replace(/^\uFEFF/, ""))?.[1] ?? "";
	const [, metadata = ""] = /^metadata:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$))*)/m.exec(head) ?? [];
	return {
		name: scalar(/^name:(.*)$/m.exec(head)?.[1]),
		version: scalar(/^[ \t]+version:(.*)$/m.exec(metadata)?.[1])
	};
}
function scalar(text = "") {
	return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}

// src/install/agents.ts
/**
* Where agents look for skills. Facts of the table in the npm package `skills` 1.5.18 (vercel-labs/skills), which also
* says which variables move a home: `CLAUDE_CONFIG_DIR`, `CODEX_HOME`, `XDG_CONFIG_HOME`, and OpenClaw's former names.
*/
const agents = {
	claude: {
		project: ".claude/skills",
		user: ({ env, home }) => join(env.CLAUDE_CONFIG_DIR?.trim() || join(home, ".claude"), "skills")
	},
	codex: {
		project: ".agents/skills",
		user: ({ env, home }) => join(env.CODEX_HOME?.trim() || join(home, ".codex"), "skills")
	},
	opencode: {
		project: ".agents/skills",
		user: ({ env, home }) => join(env.XDG_CONFIG_HOME?.trim() || join(home, ".config"), "opencode", "skills")
	},
	cursor: {
		project: ".agents/skills",
		user: ({ home }) => join(home, ".cursor", "skills")
	},
	openclaw: {
		project: "skills",
		user: ({ home }) => join(home, openclawFolder(home), "skills")
	},
	agents: {
		project: ".agents/skills",
		user: ({ home }) => join(home, ".agents", "skills")
	}
};
const agentNames = [
	"claude",
	"codex",
	"opencode",
	"cursor",
	"openclaw",
	"agents"
];
/** The places of agents and of folders that were named, each once: several agents may share one. */
function placesOf({ chosen, scope, targets }, world) {
	const places = /* @__PURE__ */ new Map();
	const add = (folder, { agents: names, scope: of }) => {
		const path = join(folder, skillName);
		const known = places.get(path);
		if (known) known.agents.push(...names);
		else places.set(path, {
			agents: names,
			scope: of,
			folder,
			path
		});
	};
	for (const agent of chosen) add(resolve(world.cwd, folderOf(agent, scope, world)), {
		agents: [agent],
		scope
	});
	for (const target of targets) add(resolve(world.cwd, target), {
		agents: [],
		scope: "target"
	});
	return [...places.values()];
}
function folderOf(agent, scope, world) {
	return scope === "project" ? agents[agent].project : agents[agent].user(world);
}
function openclawFolder(home) {
	return [
		".openclaw",
		".clawdbot",
		".moltbot"
	].find((name) => existsSync(join(home, name))) ?? ".openclaw";
}

// src/install/replace-folder.ts
/**
* Writes `files` (path with `/` → file) as the folder `path`. What the old folder held beside them is moved over and
* named in the answer, but for what `isPart` says was of the old version: pictures or notes are not ours to delete. Throws with the old folder back in its place.
*/
async function replaceFolder(path, files, isPart) {
	const stage = join(dirname(path), `.${basename(path)}.${ownerMark()}.new`);
	try {
		await writeStage(stage, files);
		const hadOld = await stepAside(path);
		await rename(stage, path).catch(async (error) => {
			if (hadOld) await rename(asideOf(path), path);
			throw error;
		});
	} catch (error) {
		await rm(stage, {
			recursive: true,
			force: true
		}).catch(() => void 0);
		throw error;
	}
	return finish(path, isPart);
}
/**
* Mends what an interrupted `replaceFolder` left beside `path`. `isOurs` is asked before anything is moved into a folder.
* Returns what was done, undefined when there was nothing to mend.
*/
async function repair(path, { isOurs, isPart }) {
	const swept = await sweepStages(path);
	if (await isPlainFolder(asideOf(path))) {
		if (!await lstat(path).catch(ignoreMissing)) {
			await rename(asideOf(path), path);
			return "undone";
		}
		if (await isOurs(path)) {
			await finish(path, isPart);
			return "finished";
		}
	}
	return swept ? "swept" : void 0;
}
/** Whether an interrupted `replaceFolder` left the old folder aside. */
function isInterrupted(path) {
	return isPlainFolder(asideOf(path));
}
function asideOf(path) {
	return join(dirname(path), `.${basename(path)}.old`);
}
/** The file that makes a folder a skill comes last: a stage that was cut off is none. */
async function writeStage(stage, files) {
	await mkdir(dirname(stage), {
		recursive: true,
		mode: 493
	});
	await mkdir(stage, { mode: 493 });
	const last = (name) => name === "SKILL.md" ? 1 : 0;
	for (const [name, { bytes, isExecutable }] of [...files].sort(([a], [b]) => last(a) - last(b))) {
		await mkdir(join(stage, dirname(name)), {
			recursive: true,
			mode: 493
		});
		await writeFile(join(stage, name), bytes, {
			flag: "wx",
			mode: isExecutable ? 493 : 420
		});
	}
}
/** Moves the old folder aside; false when there was none, or an empty one. */
async function stepAside(path) {
	const stats = await lstat(path).catch(ignoreMissing);
	if (!stats) return false;
	if (stats.isDirectory() && (await readdir(path)).length === 0) {
		await rmdir(path);
		return false;
	}
	await rename(path, asideOf(path));
	return true;
}
/** Moves over what the new folder lacks, then removes the old one. Every step may have been done before. */
async function finish(path, isPart) {
	const aside = asideOf(path);
	if (!await isPlainFolder(aside)) return [];
	const kept = await moveOver(aside, path, isPart);
	await rm(aside, {
		recursive: true,
		force: true
	});
	return kept.sort();
}
/** Moves what `to` lacks out of `from`, but for parts of an older version; into folders that both have. @param below the path of both below the top */
async function moveOver(from, to, isPart, below = "") {
	const kept = [];
	for (const name of await readdir(from).catch(() => [])) {
		const path = posix.join(below, name);
		const [source, target] = [join(from, name), join(to, name)];
		const isThere = await lstat(target).catch(ignoreMissing) !== void 0;
		if (isThere && await isPlainFolder(source) && await isPlainFolder(target)) kept.push(...await moveOver(source, target, isPart, path));
		if (isThere || isPart(path)) continue;
		await rename(source, target).catch(ignoreMissing);
		kept.push(path);
	}
	return kept;
}
async function sweepStages(path) {
	const [before, after] = [`.${basename(path)}.`, ".new"];
	const left = (await readdir(dirname(path)).catch(() => [])).filter((name) => name.startsWith(before) && name.endsWith(after)).filter((name) => isAbandoned(name.slice(before.length, -after.length)));
	for (const name of left) await rm(join(dirname(path), name), {
		recursive: true,
		force: true
	});
	return left.length > 0;
}
async function isPlainFolder(path) {
	try {
		return (await lstat(path)).isDirectory();
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return false;
		throw error;
	}
}

// src/install/skill-folder.ts
/** Reads the skill whose `scripts` (or `src`) hold this script. Throws `output` when the rest of it is not there. */
async function readSourceSkill(script) {
	const root = join(await realpath(script), "..", "..");
	const files = /* @__PURE__ */ new Map();
	for (const path of await partsIn(root)) {
		const stats = await lstat(join(root, path));
		if (!stats.isFile()) throw incomplete(root, `${path} is no plain file`);
		files.set(path, {
			bytes: await readFile(join(root, path)),
			isExecutable: (stats.mode & 73) !== 0
		});
	}
	const lacking = neededParts.filter((path) => !files.has(path));
	if (lacking.length > 0) throw incomplete(root, `${lacking.join(", ")} ${lacking.length > 1 ? "are" : "is"} not there`);
	const { name, version } = identityOf(String(files.get("SKILL.md")?.bytes ?? ""));
	if (name !== "hiapi-gpt-image-2" || version === "") throw incomplete(root, `its SKILL.md is not that of ${skillName}`);
	const has = (wanted) => [...files.keys()].some((path) => path === wanted || wanted.endsWith("/") && path.startsWith(wanted));
	return {
		root,
		version,
		files,
		missing: wantedParts.filter((wanted) => !has(wanted))
	};
}
function incomplete(root, reason) {
	return new HiapiError("output", `cannot install from ${root}: ${reason}`, { hint: "run install from the npm package or from a whole copy of the skill's folder" });
}
/** What stands at a path. A symlink is never followed to decide what may be replaced; its version is for people. */
async function lookAt(path) {
	const stats = await statsOf(path);
	if (stats === void 0) return { state: "absent" };
	if (stats.isSymbolicLink()) return {
		state: "link",
		version: (await identityAt(path)).version
	};
	if (!stats.isDirectory()) return {
		state: "foreign",
		reason: "is a file"
	};
	const names = await readdir(path);
	if (names.length === 0) return { state: "absent" };
	if (names.includes(".git")) return {
		state: "foreign",
		reason: "is a git checkout"
	};
	if (!(await statsOf(join(path, "SKILL.md")))?.isFile()) return {
		state: "foreign",
		reason: "is a folder without a SKILL.md of its own"
	};
	const { name, version } = await identityAt(path);
	if (name !== "hiapi-gpt-image-2") return {
		state: "foreign",
		reason: `holds another skill, ${name || "one without a name"}`
	};
	return version === "" ? {
		state: "foreign",
		reason: "holds a skill of this name that states no version, not one of ours"
	} : {
		state: "skill",
		version
	};
}
/** The first part in which a folder is not this skill, as it would be after a fresh install; undefined when it is the same. */
async function firstDifference(path, { files }) {
	const strange = (await partsIn(path)).find((part) => !files.has(part));
	if (strange !== void 0) return strange;
	for (const [part, { bytes }] of files) if (!((await statsOf(join(path, part)))?.isFile() === true) || !bytes.equals(await readFile(join(path, part)))) return part;
}
async function partsIn(root) {
	const found = [];
	for (const folder of partFolders) {
		const names = (await statsOf(join(root, folder)))?.isDirectory() === true ? await readdir(join(root, folder)) : [];
		found.push(...names.map((name) => posix.join(folder, name)).filter(isPart));
	}
	return found.sort();
}
async function identityAt(path) {
	const text = await readFile(join(path, "SKILL.md"), "utf8").catch(() => "");
	return identityOf(text);
}
async function statsOf(path) {
	try {
		return await lstat(path);
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return void 0;
		throw error;
	}
}

// src/install/list.ts
/** Where the skill stands among these places, and in which version. Changes nothing. */
async function listInstalled(places) {
	const rows = [];
	for (const { agents, scope, path } of places) {
		const found = await lookAt(path);
		const row = {
			agents,
			scope,
			path
		};
		if (found.state === "skill") rows.push({
			...row,
			state: "installed",
			version: found.version
		});
		else if (found.state === "link") rows.push({
			...row,
			state: "linked",
			...found.version ? { version: found.version } : {}
		});
		else if (found.state === "foreign") rows.push({
			...row,
			state: "foreign",
			reason: found.reason
		});
		else if (await isInterrupted(path)) rows.push({
			...row,
			state: "interrupted",
			reason: "run install again: it repairs this"
		});
	}
	return rows;
}
/** These rows for people. A path is never cut: where it does not fit, the terminal wraps it. */
function installedTable(rows, { cwd, home }) {
	if (rows.length === 0) return "the skill is not installed here: install --claude, for example, does it";
	const short = (path) => relativeTo(cwd, "", path) ?? relativeTo(home, `~${sep}`, path) ?? path;
	const lines = rows.map((row) => [
		stateOf(row),
		row.agents.join(", ") || "–",
		short(row.path)
	]);
	return formatTable([[
		"version",
		"agent",
		"path"
	], ...lines], Number.POSITIVE_INFINITY);
}
function stateOf({ state, version = "" }) {
	if (state === "installed") return version;
	if (state === "linked") return `${version} (link)`.trim();
	return state === "interrupted" ? "unfinished" : "not ours";
}
function relativeTo(folder, prefix, path) {
	return path.startsWith(`${folder}${sep}`) ? `${prefix}${path.slice(folder.length + 1)}` : void 0;
}

// src/install/plan.ts
/** Mends what interrupted runs left, then says for each place what is to be done, or what is in the way. Installs nothing. */
async function planInstall(places, context) {
	const plans = [];
	const problems = [];
	for (const place of places) {
		const { agents, scope, path } = place;
		const refuse = (accepted, reason) => {
			const field = agents[0] ?? "target";
			problems.push({
				field,
				given: path,
				accepted,
				message: `${path} ${reason}`
			});
		};
		const misplaced = await misplacement(place, context);
		if (misplaced) refuse("a folder of skills beside this one", misplaced);
		else await planOne({
			place,
			context,
			refuse,
			add: (plan) => plans.push({
				agents,
				scope,
				path,
				...plan
			})
		});
	}
	return {
		plans,
		problems
	};
}
async function planOne({ place: { path }, context: { source, force }, refuse, add }) {
	const { version } = source;
	const mended = await repair(path, {
		isOurs: async (folder) => (await lookAt(folder)).state === "skill",
		isPart
	}).catch(asOutput(path));
	const found = await lookAt(path).catch(asOutput(path));
	const repaired = mended ? { repaired: mended } : {};
	if (found.state === "link") return refuse("a folder", "is a symbolic link, which is never replaced: remove it, or name another folder with --target");
	if (found.state === "foreign") return refuse(`nothing, or a folder of ${skillName}`, `${found.reason}: move it away, or name another folder with --target`);
	if (found.state === "absent") return add({
		action: "installed",
		version,
		...repaired
	});
	const previous = found.version;
	const difference = previous === version ? await firstDifference(path, source).catch(asOutput(path)) : void 0;
	if (previous === version && difference === void 0) return add({
		action: "unchanged",
		version,
		...repaired
	});
	if (force) return add({
		action: "replaced",
		version,
		previousVersion: previous,
		...repaired
	});
	return refuse("--force", `${difference ? `holds ${previous}, but its ${difference} is not that of this version` : `holds ${previous}, which is ${compareVersions(previous, version) < 0 ? "older" : "newer"} than this ${version}`}: --force replaces it`);
}
/** Why nothing may be installed there, whatever stands there; undefined where it may. */
async function misplacement({ scope, folder, path }, { source, cwd }) {
	if (basename(folder) === "hiapi-gpt-image-2") return `would lie in a folder of the same name: --target takes the folder of skills, here ${dirname(folder)}`;
	if (await stat(folder).then((stats) => !stats.isDirectory(), (error) => codeOf(error) === "ENOTDIR")) return `cannot be made: ${folder} is no folder, or lies below a file`;
	const [target, root] = [await realPath(path), source.root];
	if (target === root || isBelow(root, target)) return "is the folder that this program runs from: name another one";
	if ([
		"scripts",
		"references",
		"agents"
	].some((part) => isBelow(target, `${root}${sep}${part}`))) return "lies inside the skill that is to be copied: name another one";
	if (scope === "project" && !isBelow(target, await realPath(cwd))) return "leads out of this project through a link: name the folder itself with --target";
}
function isBelow(path, folder) {
	const way = relative(folder, path);
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
/** The real path of what may not be there yet: that of the nearest folder above it, and the rest. */
async function realPath(path) {
	try {
		return await realpath(path);
	} catch {
		const above = dirname(path);
		return above === path ? path : `${(await realPath(above)).replace(/[\\/]$/, "")}${sep}${basename(path)}`;
	}
}
/** Does what was planned, in turn. A disk that refuses one place stops none of the others; then it throws `output`, with what was done. */
async function carryOut(plans, { files }) {
	const done = [];
	const failures = [];
	for (const plan of plans) try {
		const kept = plan.action === "unchanged" ? [] : await replaceFolder(plan.path, files, isPart).catch(asOutput(plan.path));
		done.push(kept.length > 0 ? {
			...plan,
			kept
		} : plan);
	} catch (error) {
		if (!(error instanceof HiapiError)) throw error;
		failures.push(error);
	}
	const [first] = failures;
	if (!first) return done;
	throw new HiapiError("output", failures.map(({ message }) => message).join("; "), {
		...first.facts,
		beside: { installed: done }
	});
}
/** For a catch: what the disk refuses becomes `output`. */
function asOutput(path) {
	return (error) => {
		const code = codeOf(error);
		if (error instanceof HiapiError || !(error instanceof Error) || !/^E[A-Z]+$/.test(code)) throw error;
		throw new HiapiError("output", `cannot install in ${path}: ${error.message}`, {
			code,
			cause: error,
			hint: hintFor(code)
		});
	};
}
function hintFor(code) {
	if (["ENOTEMPTY", "EEXIST"].includes(code)) return "a file or another installation is in the way: look at the folder, then run the same command";
	if (["ENOSPC", "EDQUOT"].includes(code)) return "free some disk space, then run the same command";
	return "nothing is half installed: choose a folder that can be written, with --target, or mend this one and run the same command";
}

// src/commands/install.ts
/** `install` from the command line: the skill copied into the folders of agents, or the list of where it is. Answers the exit code. */
async function runInstall(options, { io, reporter }) {
	const wish = {
		chosen: agentNames.filter((agent) => options[agent] === true),
		targets: Array.isArray(options.targets) ? options.targets.map(String) : [],
		isProject: options.project === true
	};
	const isList = options.list === true;
	const wrong = isList ? listProblems(options.force === true) : wishProblems(wish);
	if (wrong.length > 0) throw usageError(wrong, "hiapi-img install --help lists what it takes");
	if (isList) return showInstalled(placesToList(wish, io), options.json === true, {
		io,
		reporter
	});
	const source = await readSourceSkill(io.script);
	const places = placesOf({
		...wish,
		scope: wish.isProject ? "project" : "user"
	}, io);
	const { plans, problems } = await planInstall(places, {
		source,
		force: options.force === true,
		cwd: io.cwd
	});
	if (problems.length > 0) throw usageError(problems, "nothing was installed: correct this, or leave out what cannot be done");
	if (source.missing.length > 0) reporter.warn(`this copy of the skill is not whole: ${source.missing.join(", ")} cannot be copied along`);
	const installed = await carryOut(plans, source);
	for (const one of installed) reporter.info(sentenceOf(one));
	await reporter.document({
		ok: true,
		version: source.version,
		installed
	});
	return 0;
}
function wishProblems({ chosen, targets, isProject }) {
	const flags = [...agentNames.map((name) => `--${name}`), "--target <dir>"];
	const problems = [];
	if (chosen.length === 0 && targets.length === 0) {
		const message = `install needs to know where: give ${flags.slice(0, -1).join(", ")} or ${flags.at(-1)}`;
		problems.push({
			field: "target",
			given: null,
			accepted: flags,
			message
		});
	} else if (isProject && chosen.length === 0) problems.push({
		field: "project",
		given: true,
		accepted: flags.slice(0, -1),
		message: "--project goes with the flag of an agent: --target names a folder by itself"
	});
	if (targets.some((target) => target.trim() === "")) problems.push({
		field: "target",
		given: "",
		accepted: "a folder",
		message: "--target \"\" names no folder: give the folder of skills"
	});
	return problems;
}
function listProblems(hasForce) {
	if (!hasForce) return [];
	return [{
		field: "force",
		given: true,
		accepted: "--list alone",
		message: "--list changes nothing: leave out --force"
	}];
}
/** All agents where none is named; both scopes unless one is. */
function placesToList({ chosen, targets, isProject }, io) {
	const asked = chosen.length > 0 || targets.length > 0 ? chosen : agentNames;
	const project = placesOf({
		chosen: asked,
		scope: "project",
		targets
	}, io);
	return [...isProject ? [] : placesOf({
		chosen: asked,
		scope: "user",
		targets: []
	}, io), ...project];
}
async function showInstalled(places, isJson, { io, reporter }) {
	const rows = await listInstalled(places);
	if (reporter.isTerminal && !isJson) await reporter.text(installedTable(rows, io));
	else await reporter.document({
		ok: true,
		version: io.version,
		installed: rows
	});
	return 0;
}
function sentenceOf({ action, version, previousVersion, path, repaired, kept }) {
	const from = previousVersion && previousVersion !== version ? `, was ${previousVersion}` : "";
	const notes = [repaired && "an interrupted install was repaired", kept && `kept: ${kept.join(", ")}`].filter((note) => note !== void 0);
	return [`${action}: ${path} (${version}${from})`, ...notes].join("; ");
}

export { runInstall };
