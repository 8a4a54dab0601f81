/** The program of the gallery page. It runs from file://, and inserts what comes from outside as text, never as markup. */

const { pictures, writtenAt } = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const [grid, filter, view] = ["grid", "filter", "view"].map(byId);
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const ratioLimits = { min: 0.56, max: 2.4 };
/** A folder may hold thousands of pictures: cards are added in batches as the reader scrolls or moves on. */
const batchSize = 120;

const create = (tag, properties = {}, children = []) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const linkTo = ({ file }) => encodeURIComponent(file);
const countText = (number) => (number === 1 ? "1 picture" : `${number.toLocaleString()} pictures`);
const shorten = (text) => (text.length > 240 ? `${text.slice(0, 239)}…` : text);
const captionOf = ({ prompt, file }) => shorten(prompt || file);
const pixelsOf = ({ width, height }) => (width && height ? `${width} × ${height}` : "");
const join = (...parts) => parts.filter(Boolean).join(" · ");
const sizeOf = (bytes) => {
  const [unit, size] = bytes < 1e6 ? ["kB", bytes / 1e3] : ["MB", bytes / 1e6];
  return `${size.toLocaleString(undefined, { maximumSignificantDigits: size < 10 ? 2 : 3 })} ${unit}`;
};

const addElement = (card) => {
  const { picture } = card;
  const { width, height, model, ratio, resolution, prompt, sandbox } = picture;
  const image = create("img", { loading: "lazy", decoding: "async", alt: captionOf(picture), draggable: false });
  image.addEventListener("error", () => image.replaceWith(create("span", { className: "missing", textContent: "cannot be shown" })), {
    once: true,
  });
  image.src = linkTo(picture);
  card.button = create("button", { type: "button" }, [image]);
  card.button.addEventListener("click", () => open(visible.indexOf(card)));
  const caption = create("div", { className: prompt ? "caption" : "caption unknown", dir: "auto", textContent: captionOf(picture) });
  const badge = sandbox ? [create("span", { className: "badge", textContent: "sandbox" })] : [];
  const meta = create("div", { className: "meta" }, [...badge, join(ratio, resolution, model) || pixelsOf(picture)]);
  card.element = create("li", { className: "card" }, [create("figure", {}, [card.button, create("figcaption", {}, [caption, meta])])]);
  const shape = width && height ? width / height : 1;
  card.element.style.setProperty("--ratio", String(Math.min(ratioLimits.max, Math.max(ratioLimits.min, shape))));
};

const searchText = ({ prompt, model, ratio, resolution, taskId, taskEnd, file, details = [], sandbox, ...size }) =>
  [prompt, model, ratio, resolution, taskId, taskEnd, file, pixelsOf(size), sandbox && "sandbox", ...details]
    .filter(Boolean)
    .join("\n")
    .toLowerCase();

const cards = pictures.map((picture) => ({ picture, text: searchText(picture) }));
/** The cards that pass the filter, how many of them are in the document, and the one that is open in the large view. */
let visible = cards;
let added = 0;
let opened = -1;

const addCards = (end) => {
  const next = visible.slice(added, end);
  added += next.length;
  for (const card of next) if (!card.element) addElement(card);
  grid.append(...next.map(({ element }) => element));
};

const endObserver = new IntersectionObserver(
  ([{ isIntersecting }]) => {
    if (!isIntersecting || added >= visible.length) return;
    addCards(added + batchSize);
    // Observed anew, because an element that stays in sight is reported only once.
    endObserver.unobserve(byId("end"));
    endObserver.observe(byId("end"));
  },
  { rootMargin: "1200px" },
);

const applyFilter = () => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  visible = cards.filter(({ text }) => words.every((word) => text.includes(word)));
  added = 0;
  grid.replaceChildren();
  addCards(batchSize);
  const all = countText(cards.length);
  byId("count").textContent = words.length > 0 ? `${visible.length.toLocaleString()} of ${all}` : all;
  byId("none").hidden = visible.length > 0;
  byId("none").textContent = cards.length > 0 ? `No picture matches “${filter.value.trim()}”.` : "There are no pictures in this folder.";
};

const factsOf = (picture) => [
  ["Model", picture.model],
  ["Ratio", picture.ratio],
  ["Resolution", picture.resolution],
  ["Also", picture.details?.join(", ")],
  ["Size", join(pixelsOf(picture), sizeOf(picture.bytes))],
  ["Made", dates.format(picture.at)],
  ["Task", picture.taskId || (picture.taskEnd && `…${picture.taskEnd}`)],
  ["File", picture.file],
  ["Note", picture.sandbox && "made by the sandbox, not by HiAPI"],
];

const open = (index) => {
  const picture = visible[index]?.picture;
  if (!picture) return;
  opened = index;
  Object.assign(byId("large"), { src: linkTo(picture), alt: captionOf(picture) });
  byId("prompt").textContent = picture.prompt || "The prompt is not known here.";
  byId("prompt").classList.toggle("unknown", !picture.prompt);
  const facts = factsOf(picture).filter(([, value]) => value);
  byId("facts").replaceChildren(
    ...facts.flatMap(([name, value]) => [create("dt", { textContent: name }), create("dd", { textContent: value })]),
  );
  byId("position").textContent = `${(index + 1).toLocaleString()} / ${visible.length.toLocaleString()}`;
  // A browser runs the scripts of an SVG that is opened by itself.
  Object.assign(byId("open"), { href: linkTo(picture), hidden: /\.svg$/i.test(picture.file) });
  Object.assign(byId("copy"), { hidden: !picture.prompt, textContent: "Copy prompt" });
  byId("previous").disabled = index === 0;
  byId("next").disabled = index === visible.length - 1;
  if (!view.open) view.showModal();
  if (document.activeElement?.disabled) byId("close").focus();
};

const copyPrompt = async () => {
  const copied = await navigator.clipboard?.writeText(visible[opened].picture.prompt).then(
    () => true,
    () => false,
  );
  if (!copied) getSelection().selectAllChildren(byId("prompt"));
  byId("copy").textContent = copied ? "Copied" : "Selected: copy it";
};

/** The index of the card in the next row, up or down, whose middle is closest to that of the card at `from`. */
const inNextRow = (from, step) => {
  addCards(from + batchSize);
  const topOf = (index) => visible[index].element.offsetTop;
  const middleOf = (index) => visible[index].element.offsetLeft + visible[index].element.offsetWidth / 2;
  const distance = (index) => Math.abs(middleOf(index) - middleOf(from));
  let best = from;
  for (let index = from + step; index >= 0 && index < added; index += step) {
    if (topOf(index) === topOf(from)) continue;
    if (best !== from && topOf(index) !== topOf(best)) break;
    if (best === from || distance(index) < distance(best)) best = index;
  }
  return best;
};
const moves = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  ArrowUp: (index) => inNextRow(index, -1),
  ArrowDown: (index) => inNextRow(index, 1),
  Home: () => 0,
  End: () => added - 1,
};
const focusCard = (index) => {
  addCards(index + batchSize);
  visible[index]?.button.focus();
};

/** Each of these returns whether it handled the key. */
const keyInView = ({ key }) => {
  const target = { ArrowLeft: opened - 1, ArrowRight: opened + 1, Home: 0, End: visible.length - 1 }[key];
  if (target === undefined) return false;
  open(target);
  return true;
};
const keyInFilter = ({ key }) => {
  if (!["Escape", "ArrowDown", "Enter"].includes(key)) return false;
  if (key === "Escape") {
    filter.value = "";
    applyFilter();
  }
  focusCard(0);
  return true;
};
const keyInGrid = ({ key }) => {
  const from = visible.findIndex(({ button }) => button && button === document.activeElement);
  if (key === "/") filter.focus();
  else if (from >= 0 && moves[key]) focusCard(moves[key](from));
  else if (document.activeElement === document.body && key.startsWith("Arrow")) focusCard(0);
  else return false;
  return true;
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target === filter ? keyInFilter : keyInGrid;
  if ((view.open ? keyInView : target)(event)) event.preventDefault();
});

filter.addEventListener("input", applyFilter);
byId("copy").addEventListener("click", copyPrompt);
byId("previous").addEventListener("click", () => open(opened - 1));
byId("next").addEventListener("click", () => open(opened + 1));
byId("close").addEventListener("click", () => view.close());
view.addEventListener("close", () => focusCard(opened));
byId("written").textContent = `Written by hiapi-img gallery on ${dates.format(writtenAt)}`;
applyFilter();
endObserver.observe(byId("end"));
