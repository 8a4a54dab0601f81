import { createHash } from "node:crypto";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import type { Picture } from "./pictures.ts";

/** The page of a folder's pictures: one HTML file with everything in it but the pictures, which it names by relative links. */

/** How each page of ours begins; by this it is known again. ASCII. */
export const pageStart = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="hiapi-img gallery">
`;

export interface PageFacts {
  /** What the page is called: the folder's name. */
  title: string;
  pictures: readonly Picture[];
  /** Milliseconds since 1970. */
  writtenAt: number;
}

/** Prompts and names are data: they stand in one JSON block, and the page's script puts them in as text. */
export function galleryPage(facts: PageFacts): string {
  return `${pageStart}<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escaped(facts.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${asData(facts)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Nothing from anywhere but pictures beside the page, and this very script and style. */
function policy(): string {
  const rules = ["default-src 'none'", "img-src 'self' file:", `style-src ${hashOf(pageStyle)}`, `script-src ${hashOf(pageScript)}`];
  return [...rules, "base-uri 'none'", "form-action 'none'"].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** JSON that can stand in a script element: no `<`, so no end tag; no line separators, which old parsers take for line ends. */
function asData(facts: PageFacts): string {
  return JSON.stringify(facts).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function escaped(text: string): string {
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
