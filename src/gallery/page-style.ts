/** The look of the page: paper by day, slate by night, and nothing louder than the pictures. */
export const pageStyle = `
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
