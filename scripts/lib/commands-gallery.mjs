import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, linkNew, quote, usageError } from "./core.mjs";
import { byteSource, measureImage, modelOfPrefix, readPictureName } from "./request.mjs";
import { openLedger, readHistory } from "./open.mjs";
import { fieldsOf, textOf } from "./process.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { constants } = require("node:fs");
const lstat = (...given) => require("node:fs/promises").lstat(...given);
const open = (...given) => require("node:fs/promises").open(...given);
const readdir = (...given) => require("node:fs/promises").readdir(...given);
const rename = (...given) => require("node:fs/promises").rename(...given);
const stat = (...given) => require("node:fs/promises").stat(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const { basename, join, resolve } = require("node:path");
const { pathToFileURL } = require("node:url");

// src/gallery/page-script.ts
/** The page's program. Runs from `file://`; what comes from outside is set as text and never read as markup. */
const pageScript = String.raw`
"use strict";
(() => {
  const { title, pictures, writtenAt } = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const [grid, filter, view] = ["grid", "filter", "view"].map(at);
  const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const narrowest = 0.56, widest = 2.4, portion = 120;

  const make = (tag, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const link = ({ file }) => encodeURIComponent(file);
  const count = (number) => (number === 1 ? "1 picture" : number.toLocaleString() + " pictures");
  const nameOf = ({ prompt, file }) => prompt || file;
  const short = (text) => (text.length > 240 ? text.slice(0, 239) + "…" : text);
  const weight = (bytes) => {
    const [unit, size] = bytes < 1e6 ? ["kB", bytes / 1e3] : ["MB", bytes / 1e6];
    return size.toLocaleString(undefined, { maximumSignificantDigits: size < 10 ? 2 : 3 }) + " " + unit;
  };
  const pixels = ({ width, height }) => (width && height ? width + " × " + height : "");
  const joined = (...words) => words.filter(Boolean).join(" · ");

  const cardOf = (card) => {
    const { picture } = card;
    const { width, height, model, ratio, resolution } = picture;
    const image = make("img", { loading: "lazy", decoding: "async", alt: short(nameOf(picture)), draggable: false });
    const button = make("button", { type: "button" }, [image]);
    image.addEventListener("error", () => image.replaceWith(make("span", { className: "gone", textContent: "cannot be shown" })), { once: true });
    image.src = link(picture);
    button.addEventListener("click", () => show(shown.indexOf(card)));
    const says = make("div", { className: picture.prompt ? "says" : "says unknown", dir: "auto", textContent: short(nameOf(picture)) });
    const meta = make("div", { className: "meta" });
    if (picture.sandbox) meta.append(make("span", { className: "badge", textContent: "sandbox" }));
    meta.append(joined(ratio, resolution, model) || pixels(picture));
    const element = make("li", { className: "card" }, [make("figure", {}, [button, make("figcaption", {}, [says, meta])])]);
    element.style.setProperty("--r", String(Math.min(widest, Math.max(narrowest, width && height ? width / height : 1))));
    return Object.assign(card, { element, button });
  };
  const wordsOf = ({ prompt, model, ratio, resolution, taskId, taskEnd, file, details = [], sandbox, ...size }) =>
    [prompt, model, ratio, resolution, taskId, taskEnd, file, pixels(size), sandbox && "sandbox", ...details].filter(Boolean).join("\n").toLowerCase();
  const cards = pictures.map((picture) => ({ picture, text: wordsOf(picture) }));
  let shown = cards;
  let open = -1;

  /** Of thousands, only those that somebody scrolled or moved to are in the page: the first laid of those shown. */
  let laid = 0;
  const layUpTo = (end) => {
    const next = shown.slice(laid, end);
    laid += next.length;
    grid.append(...next.map((card) => (card.element ? card : cardOf(card)).element));
  };
  const more = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting || laid >= shown.length) return;
    layUpTo(laid + portion);
    // Asked anew, since an end that stays in sight is told of once.
    more.unobserve(at("more"));
    more.observe(at("more"));
  }, { rootMargin: "1200px" });

  const narrow = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = cards.filter((card) => words.every((word) => card.text.includes(word)));
    laid = 0;
    grid.replaceChildren();
    layUpTo(portion);
    at("count").textContent = words.length > 0 ? shown.length.toLocaleString() + " of " + count(cards.length) : count(cards.length);
    at("none").hidden = shown.length > 0;
    at("none").textContent = cards.length === 0 ? "There are no pictures in this folder." : "No picture matches “" + filter.value.trim() + "”.";
  };

  const factsOf = (picture) => [
    ["Model", picture.model],
    ["Ratio", picture.ratio],
    ["Resolution", picture.resolution],
    ["Also", (picture.details || []).join(", ")],
    ["Size", joined(pixels(picture), weight(picture.bytes))],
    ["Made", dates.format(picture.at)],
    ["Task", picture.taskId || (picture.taskEnd && "…" + picture.taskEnd)],
    ["File", picture.file],
    ["Note", picture.sandbox && "painted by the sandbox; no result of HiAPI"],
  ];

  const show = (index) => {
    const card = shown[index];
    if (!card) return;
    const { picture } = card;
    open = index;
    Object.assign(at("large"), { src: link(picture), alt: short(nameOf(picture)) });
    at("prompt").textContent = picture.prompt || "What was asked for is not known here.";
    at("prompt").classList.toggle("unknown", !picture.prompt);
    at("facts").replaceChildren(
      ...factsOf(picture).filter(([, value]) => value).flatMap(([name, value]) => [make("dt", { textContent: name }), make("dd", { textContent: value })]),
    );
    at("place").textContent = (index + 1).toLocaleString() + " / " + shown.length.toLocaleString();
    at("open").href = link(picture);
    Object.assign(at("copy"), { hidden: !picture.prompt, textContent: "Copy prompt" });
    at("back").disabled = index === 0;
    at("on").disabled = index === shown.length - 1;
    if (!view.open) view.showModal();
    if (document.activeElement && document.activeElement.disabled) at("close").focus();
  };

  const copy = async () => {
    const text = shown[open].picture.prompt;
    const done = navigator.clipboard ? await navigator.clipboard.writeText(text).then(() => true, () => false) : false;
    if (!done) getSelection().selectAllChildren(at("prompt"));
    at("copy").textContent = done ? "Copied" : "Selected: copy it";
  };

  /** The place of the card one row up or down that is nearest to straight above or below. */
  const beside = (from, step) => {
    const middle = (card) => card.element.offsetLeft + card.element.offsetWidth / 2;
    const top = shown[from].element.offsetTop;
    let row, best = from;
    layUpTo(from + portion);
    for (let index = from + step; shown[index] && index < laid; index += step) {
      const here = shown[index].element.offsetTop;
      if (here === top) continue;
      if (row === undefined) [row, best] = [here, index];
      if (here !== row) break;
      if (Math.abs(middle(shown[index]) - middle(shown[from])) < Math.abs(middle(shown[best]) - middle(shown[from]))) best = index;
    }
    return best;
  };
  const moves = {
    ArrowLeft: (index) => index - 1,
    ArrowRight: (index) => index + 1,
    ArrowUp: (index) => beside(index, -1),
    ArrowDown: (index) => beside(index, 1),
    Home: () => 0,
    End: () => laid - 1,
  };
  const focusCard = (index) => {
    layUpTo(index + portion);
    if (shown[index]) shown[index].button.focus();
  };

  const keyInView = (event) => {
    const to = { ArrowLeft: open - 1, ArrowRight: open + 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  };
  const keyInFilter = (event) => {
    if (event.key === "Escape") {
      filter.value = "";
      narrow();
      focusCard(0);
    } else if (event.key === "ArrowDown" || event.key === "Enter") focusCard(0);
    else return;
    event.preventDefault();
  };
  const keyInGrid = (event) => {
    const from = shown.findIndex(({ button }) => button === document.activeElement);
    const isIdle = document.activeElement === document.body && event.key.startsWith("Arrow");
    if (event.key === "/") filter.focus();
    else if (from >= 0 && moves[event.key]) focusCard(moves[event.key](from));
    else if (isIdle) focusCard(0);
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (view.open) keyInView(event);
    else if (event.target === filter) keyInFilter(event);
    else keyInGrid(event);
  });

  filter.addEventListener("input", narrow);
  at("copy").addEventListener("click", copy);
  at("back").addEventListener("click", () => show(open - 1));
  at("on").addEventListener("click", () => show(open + 1));
  at("close").addEventListener("click", () => view.close());
  view.addEventListener("close", () => focusCard(open));
  at("title").textContent = title;
  at("written").textContent = "Written by hiapi-img gallery on " + dates.format(writtenAt);
  narrow();
  more.observe(at("more"));
})();
`;

// src/gallery/page-style.ts
/** The look of the page: paper by day, slate by night, and nothing louder than the pictures. */
const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f8f7f4; --raised: #ffffff; --ink: #1f1e1b; --soft: #6b675f; --line: #e3e0d9; --ring: #2f6fed; --check: #e9e6df;
  --row: clamp(9.5rem, 21vw, 16.5rem);
  font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #131315; --raised: #1c1c1f; --ink: #ecebe8; --soft: #9d9b96; --line: #2c2c30; --ring: #8ab0ff; --check: #232326; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding: 6rem 0 3rem; }
body { display: flex; flex-direction: column; min-height: 100vh; margin: 0; background: var(--paper); color: var(--ink); -webkit-font-smoothing: antialiased; }
.top, main, .foot { padding-inline: clamp(1rem, 4vw, 3.5rem); }
.top {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 2rem;
  padding-block: 1.1rem; background: var(--paper);
}
@supports (background: color-mix(in srgb, red, blue)) {
  .top { background: color-mix(in srgb, var(--paper) 86%, transparent); backdrop-filter: blur(14px); }
}
.heading { display: flex; align-items: baseline; gap: .9rem; min-width: 0; }
h1 { margin: 0; font-size: 1.35rem; font-weight: 600; letter-spacing: -.015em; overflow-wrap: anywhere; }
.heading p { margin: 0; color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
.find { position: relative; flex: 0 1 19rem; min-width: 11rem; }
.find input {
  width: 100%; padding: .5rem 2.4rem .5rem .95rem; border: 1px solid var(--line); border-radius: 999px; background: var(--raised);
  color: inherit; font: inherit; appearance: none;
}
.find input::placeholder { color: var(--soft); opacity: 1; }
.find input::-webkit-search-cancel-button { display: none; }
.find kbd { position: absolute; right: .75rem; top: 50%; transform: translateY(-50%); }
.find:focus-within kbd { visibility: hidden; }
kbd {
  display: inline-block; min-width: 1.45rem; padding: 0 .35rem; border: 1px solid var(--line); border-radius: .35rem; color: var(--soft);
  font: .75rem/1.35rem ui-sans-serif, system-ui, "Liberation Sans", sans-serif; text-align: center;
}
:focus-visible { outline: 3px solid var(--ring); outline-offset: 3px; }
main { flex: 1; padding-block: .75rem 4rem; }
.grid { display: flex; flex-wrap: wrap; gap: 2rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.grid::after { content: ""; flex: 9999 1 0; }
.card {
  flex: var(--r) 1 calc(var(--r) * var(--row)); min-width: 0; max-width: min(100%, calc(var(--r) * var(--row) * 2.2));
}
.card figure { margin: 0; }
.card button {
  display: block; width: 100%; padding: 0; border: 0; border-radius: .6rem; background: var(--check); cursor: zoom-in; overflow: hidden;
  aspect-ratio: var(--r); scroll-margin: 6rem 0 7rem; box-shadow: 0 0 0 1px var(--line), 0 1px 2px rgb(0 0 0 / .06);
}
.card img { display: block; width: 100%; height: 100%; object-fit: cover; }
.card .gone { display: grid; place-items: center; height: 100%; color: var(--soft); font: .8rem/1.4 inherit; }
figcaption { padding: .6rem .1rem 0; font-size: .875rem; line-height: 1.4; }
.says { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; }
.meta { color: var(--soft); font-size: .78rem; margin-top: .15rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.unknown { color: var(--soft); }
.badge { padding: 0 .4rem; border: 1px solid var(--line); border-radius: .35rem; margin-right: .4rem; }
.note { color: var(--soft); text-align: center; padding: 6rem 1rem; overflow-wrap: anywhere; }
.foot { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 2rem; padding-block: 1.25rem 2rem; color: var(--soft); font-size: .8rem; }
.foot p { margin: 0; }
.keys kbd { margin: 0 .15rem 0 .5rem; }
.keys kbd + kbd { margin-left: 0; }
@media (hover: none) { .keys, .find kbd { display: none; } }
dialog { width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0; background: var(--paper); color: inherit; }
dialog[open] { display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr) 22rem; }
dialog::backdrop { background: var(--paper); }
.stage { --edge: clamp(.75rem, 3vw, 2.75rem); position: relative; min-width: 0; min-height: 0; overflow: hidden; }
.stage img {
  position: absolute; inset: var(--edge); margin: auto; max-width: calc(100% - 2 * var(--edge)); max-height: calc(100% - 2 * var(--edge)); border-radius: .35rem;
  background: repeating-conic-gradient(var(--check) 0 25%, var(--raised) 0 50%) 0 0 / 22px 22px; box-shadow: 0 1px 3px rgb(0 0 0 / .14), 0 12px 40px rgb(0 0 0 / .12);
}
.about { display: flex; flex-direction: column; gap: 1.25rem; min-height: 0; padding: 1rem 1.5rem 1.5rem; border-left: 1px solid var(--line); background: var(--raised); overflow: auto; }
.bar { display: flex; align-items: center; justify-content: space-between; color: var(--soft); font-size: .85rem; font-variant-numeric: tabular-nums; }
.bar button { width: 2.5rem; height: 2.5rem; margin-right: -.6rem; font-size: 1.6rem; line-height: 1; }
.about .prompt { flex: 0 1 auto; min-height: 4.5rem; margin: 0; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1.05rem; line-height: 1.55; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .45rem 1rem; margin: 0; padding-top: 1.1rem; border-top: 1px solid var(--line); font-size: .85rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
button, .acts a { border: 0; border-radius: .5rem; background: none; color: inherit; font: inherit; cursor: pointer; }
.acts { display: flex; flex-wrap: wrap; gap: .6rem; }
.acts button, .acts a { padding: .45rem .9rem; border: 1px solid var(--line); font-size: .85rem; text-decoration: none; }
.step { position: absolute; top: 50%; width: 3rem; height: 4.5rem; margin-top: -2.25rem; color: var(--soft); font-size: 2.2rem; line-height: 1; }
.back { left: 0; } .on { right: 0; }
.step:disabled { visibility: hidden; }
@media (hover: hover) {
  .bar button:hover, .acts button:hover, .acts a:hover { background: var(--check); }
  .step:hover { color: var(--ink); }
  .card button:hover { box-shadow: 0 0 0 1px var(--line), 0 8px 26px rgb(0 0 0 / .16); }
}
@media (max-width: 52rem) {
  dialog[open] { grid-template: minmax(0, 1fr) minmax(0, auto) / minmax(0, 1fr); }
  .about { max-height: 46vh; gap: .9rem; padding: .5rem 1.1rem 1.1rem; border-left: 0; border-top: 1px solid var(--line); }
  .about .prompt { flex: none; overflow: visible; min-height: 0; }
  .bar { position: sticky; top: -.5rem; background: var(--raised); }
  .step { top: auto; bottom: 0; width: 2.75rem; height: 2.75rem; margin: .6rem; border-radius: 999px; background: var(--raised); box-shadow: 0 0 0 1px var(--line); }
  .card { max-width: 100%; }
  .heading { flex-wrap: wrap; gap: 0 .9rem; }
  .find { flex: 1 1 100%; }
}
@media (prefers-reduced-motion: no-preference) {
  .card button, .step, .acts button, .acts a { transition: box-shadow .18s, color .18s, background-color .18s; }
}
`;

// src/gallery/page.ts
/** The page of a folder's pictures: one HTML file with everything in it but the pictures, which it names by relative links. */
/** How each page of ours begins; by this it is known again. ASCII. */
const pageStart = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="hiapi-img gallery">
`;
/** Prompts and names are data: they stand in one JSON block, and the page's script puts them in as text. */
function galleryPage(facts) {
	return `${pageStart}<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escaped(facts.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${asData(facts)}<\/script>
<script>${pageScript}<\/script>
</body>
</html>
`;
}
/** Nothing from anywhere but pictures beside the page, and this very script and style. */
function policy() {
	return [
		...[
			"default-src 'none'",
			"img-src 'self' file:",
			`style-src ${hashOf(pageStyle)}`,
			`script-src ${hashOf(pageScript)}`
		],
		"base-uri 'none'",
		"form-action 'none'"
	].join("; ");
}
function hashOf(text) {
	return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
/** JSON that can stand in a script element: no `<`, so no end tag; no line separators, which old parsers take for line ends. */
function asData(facts) {
	return JSON.stringify(facts).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
function escaped(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
const body = `<header class="top">
<div class="heading"><h1 id="title" dir="auto"></h1><p id="count" role="status"></p></div>
<div class="find"><input id="filter" type="search" placeholder="Filter" autocomplete="off" spellcheck="false" aria-label="Filter pictures by prompt, model, ratio, resolution or task" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></div>
</header>
<main>
<noscript><p class="note">This page needs JavaScript to show its pictures. It loads nothing from anywhere.</p></noscript>
<ul class="grid" id="grid"></ul>
<div id="more" aria-hidden="true"></div>
<p class="note" id="none" hidden></p>
</main>
<footer class="foot"><p id="written"></p><p class="keys"><kbd>←</kbd><kbd>↑</kbd><kbd>↓</kbd><kbd>→</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> close <kbd>/</kbd> filter</p></footer>
<dialog id="view" aria-label="Large view">
<div class="stage"><img id="large" alt=""><button class="step back" id="back" type="button" aria-label="Previous picture">‹</button><button class="step on" id="on" type="button" aria-label="Next picture">›</button></div>
<div class="about">
<div class="bar"><span id="place"></span><button id="close" type="button" aria-label="Close">×</button></div>
<p class="prompt" id="prompt" dir="auto" tabindex="0"></p>
<dl id="facts"></dl>
<div class="acts"><button id="copy" type="button">Copy prompt</button><a id="open" target="_blank" rel="noopener">Open the file</a></div>
</div>
</dialog>`;

// src/gallery/page-file.ts
const most = 1e3;
/** Where the page of a folder goes: `gallery.html` when it is free or a page of ours, else the next such name. */
async function placeForPage(folder) {
	for (let number = 1; number <= most; number += 1) {
		const path = join(folder, number === 1 ? "gallery.html" : `gallery-${number}.html`);
		const owner = await ownerOf(path);
		if (owner !== "stranger") return {
			path,
			isOwn: owner === "us"
		};
	}
	throw new HiapiError("output", `no free name for a page in ${folder}: gallery.html to gallery-${most}.html are files of others`);
}
async function ownerOf(path) {
	const found = await lstat(path).catch(() => void 0);
	if (!found) return "nobody";
	if (!found.isFile()) return "stranger";
	const file = await open(path, "r");
	try {
		const { bytesRead, buffer } = await file.read(Buffer.alloc(pageStart.length), 0, pageStart.length, 0);
		return buffer.toString("latin1", 0, bytesRead) === "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"hiapi-img gallery\">\n" ? "us" : "stranger";
	} finally {
		await file.close();
	}
}
/** Writes the page whole or not at all; a file of somebody else is never replaced. Returns its path. Throws `output`. */
async function writePage(folder, html) {
	const draft = join(folder, `.gallery-${randomBytes(6).toString("hex")}.part`);
	try {
		const file = await open(draft, "wx");
		await file.writeFile(html).then(() => file.sync()).finally(() => file.close());
		return await settle(draft, folder);
	} catch (error) {
		if (error instanceof HiapiError) throw error;
		throw new HiapiError("output", `the page cannot be written in ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
			cause: error,
			hint: "the pictures are untouched: mend what the message names, then run the same command"
		});
	} finally {
		await unlink(draft).catch(() => void 0);
	}
}
async function settle(draft, folder) {
	for (;;) {
		const { path, isOwn } = await placeForPage(folder);
		if (isOwn) await rename(draft, path);
		else if (!await linkNew(draft, path)) continue;
		return path;
	}
}

// src/gallery/pictures.ts
const extension = /\.(?:png|jpe?g|webp|gif|avif)$/i;
const atOnce = 32;
/** The pictures that lie in a folder, by their first bytes. Links are not followed; `unreadable` counts files that only have the name of a picture. */
async function findPictures(folder) {
	const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && extension.test(entry.name) && !entry.name.startsWith(".")).map(({ name }) => name);
	const found = [];
	for (let start = 0; start < names.length; start += atOnce) {
		const some = await Promise.all(names.slice(start, start + atOnce).map((name) => look(folder, name).catch(() => void 0)));
		found.push(...some.filter((picture) => picture !== void 0));
	}
	return {
		found,
		unreadable: names.length - found.length
	};
}
async function look(folder, name) {
	const handle = await open(join(folder, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
	try {
		const { size, mtimeMs } = await handle.stat();
		const facts = await measureImage(byteSource(handle, size));
		if (!facts) return void 0;
		const { width, height } = facts;
		return {
			file: name,
			bytes: size,
			writtenAt: Math.round(mtimeMs),
			...width && height ? {
				width,
				height
			} : {}
		};
	} finally {
		await handle.close();
	}
}
/** What is known of each picture, newest first: from the journal where it knows the picture, else from its name. */
function describePictures(found, { folder, records }) {
	return found.map((picture) => describe(picture, recordFor(picture, folder, records.get(picture.file)))).sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1));
}
/** The record of this very path, else of a file of the same name and size: the folder was moved. */
function recordFor({ file, bytes }, folder, records = []) {
	return records.find(({ path }) => path === join(folder, file)) ?? records.find((record) => record.bytes === bytes);
}
function describe({ writtenAt, ...facts }, record) {
	const { prefix, createdAt, taskEnd, isSandbox } = readPictureName(facts.file);
	const marks = isSandbox ? { sandbox: true } : {};
	if (record) {
		const { path: _, bytes: __, at, details, ...known } = record;
		return {
			...facts,
			...marks,
			...known,
			at: at || (createdAt ?? writtenAt),
			...details.length > 0 ? { details } : {}
		};
	}
	const model = modelOfPrefix(prefix);
	return {
		...facts,
		...marks,
		at: createdAt ?? writtenAt,
		...model ? { model } : {},
		...taskEnd ? { taskEnd } : {}
	};
}

// src/gallery/records.ts
/** The records of the pictures that are called by one of `names`, under that name: a folder may have been moved since. */
async function recordsOf(journal, names) {
	const records = /* @__PURE__ */ new Map();
	const add = (request) => {
		for (const record of recordsIn(request)) {
			const name = lastPart(record.path);
			if (names.has(name)) records.set(name, [...records.get(name) ?? [], record]);
		}
	};
	for await (const line of readHistory(journal.folder)) add(line);
	for (const entry of await journal.unfinished()) add(asLine(entry));
	return records;
}
/** An unfinished request in the shape of a line of history. */
function asLine({ begun, taskId, files }) {
	return {
		at: begun.at,
		request: begun.request,
		taskId,
		files
	};
}
function recordsIn(line) {
	if (!Array.isArray(line.files)) return [];
	const about = described(line);
	return line.files.map(fieldsOf).flatMap((file) => {
		const path = textOf(file, "path");
		return path === void 0 ? [] : [{
			...about,
			path,
			bytes: typeof file.bytes === "number" ? file.bytes : void 0
		}];
	});
}
function described(line) {
	const request = fieldsOf(line.request);
	const input = fieldsOf(request.input);
	const route = textOf(request, "route");
	const model = textOf(request, "model");
	const references = [
		input.input_urls,
		input.image_urls,
		input.image
	].find((value) => value !== void 0);
	const count = Array.isArray(references) ? references.length : Number(references !== void 0);
	const extras = [
		"size",
		"quality",
		"background"
	].flatMap((name) => {
		const value = textOf(input, name);
		return value === void 0 ? [] : [`${name} ${value}`];
	});
	return {
		at: typeof line.at === "number" && Math.abs(line.at) < 864e13 ? line.at : 0,
		...present("prompt", textOf(input, "prompt")),
		...present("model", model && route ? `${model}@${route}` : model),
		...present("ratio", textOf(input, "aspect_ratio")),
		...present("resolution", textOf(input, "resolution")),
		...present("taskId", textOf(line, "taskId")),
		details: [...extras, ...count > 0 ? [count === 1 ? "1 reference" : `${count} references`] : []]
	};
}
function present(key, value) {
	const pair = {};
	if (value !== void 0) pair[key] = value;
	return pair;
}
/** The file's name in a path of this system or of another. */
function lastPart(path) {
	return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

// src/commands/gallery.ts
/** `gallery` from the command line: writes the page of a folder's pictures and prints where. Answers the exit code. */
async function runGallery(dir, { io, reporter }) {
	const folder = resolve(io.cwd, dir ?? "outputs");
	const { found, unreadable } = await picturesIn(folder, dir);
	if (unreadable > 0) reporter.warn(`left out, named like a picture but none: ${unreadable}`);
	const facts = {
		pictures: found.length,
		unreadable
	};
	if (found.length === 0 && !await isPageThere(folder)) {
		reporter.info(`no pictures in ${folder}: no page was written`);
		await reporter.document({
			ok: true,
			path: null,
			...facts
		});
		return 0;
	}
	const pictures = describePictures(found, {
		folder,
		records: await recordsFor(found, {
			io,
			reporter
		})
	});
	const known = pictures.filter(({ prompt }) => prompt !== void 0).length;
	const path = await writePage(folder, galleryPage({
		title: basename(folder) || "Pictures",
		pictures,
		writtenAt: Date.now()
	}));
	if (basename(path) !== "gallery.html") reporter.warn("gallery.html is a file of somebody else and stays as it is");
	reporter.info(`${summary(pictures)}: ${path}`);
	await reporter.document({
		ok: true,
		path,
		url: pathToFileURL(path).href,
		...facts,
		known
	});
	return 0;
}
/** The pictures of a folder; none where the default folder is not there yet. Throws `usage` for a folder that was named and is none. */
async function picturesIn(folder, named) {
	const isFolder = await stat(folder).then((found) => found.isDirectory(), () => void 0);
	if (isFolder === void 0 && named === void 0) return {
		found: [],
		unreadable: 0
	};
	if (!isFolder) {
		const message = `${quote(named ?? folder)} is ${isFolder === void 0 ? "not there" : "no folder"}: name a folder with pictures, or none for ./outputs`;
		throw usageError([{
			field: "dir",
			given: named ?? folder,
			accepted: "a folder",
			message
		}], "hiapi-img gallery --help");
	}
	return findPictures(folder).catch((error) => {
		throw new HiapiError("output", `cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
			cause: error,
			hint: "make the folder readable, then run the same command"
		});
	});
}
async function isPageThere(folder) {
	return (await placeForPage(folder).catch(() => void 0))?.isOwn === true;
}
/** What the journal knows of these pictures; nothing where it cannot be opened: they are shown all the same. */
async function recordsFor(found, { io, reporter }) {
	try {
		const { journal } = await openLedger(io, reporter.warn);
		return await recordsOf(journal, new Set(found.map(({ file }) => file)));
	} catch (error) {
		reporter.warn(`pictures are shown without their prompts: ${error instanceof Error ? error.message : String(error)}`);
		return /* @__PURE__ */ new Map();
	}
}
function summary(pictures) {
	return pictures.length === 1 ? "a page of 1 picture" : `a page of ${pictures.length} pictures`;
}

export { runGallery };
