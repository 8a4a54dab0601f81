/** The page's program. Runs from `file://`; what comes from outside is set as text and never read as markup. */
export const pageScript = String.raw`
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
