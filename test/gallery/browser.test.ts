import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { galleryPage } from "../../src/gallery/page.ts";
import type { Picture } from "../../src/gallery/pictures.ts";
import type { Page } from "../support/chromium.ts";
import { findChromium, openChromium } from "../support/chromium.ts";
import { encodePng } from "../support/png.ts";

/** The page of `gallery` in a headless Chromium, from file://, by real keys and clicks. Skipped where there is none. */

const chromium = findChromium();
if (!chromium) console.log("gallery in a browser: skipped, no Chromium is here (.ci/run asks apt for one)");

const markup = "</script><img src=x onerror=\"document.title='owned'\"><b>bold</b>";
const pictures: Picture[] = [
  {
    file: "a fox #1 100%.png",
    bytes: 2_400_000,
    at: 1_700_000_300_000,
    width: 160,
    height: 90,
    prompt: "A fox in tall grass",
    model: "gpt-image-2",
    ratio: "16:9",
    resolution: "1K",
    taskId: "tk-hiapi-01",
  },
  {
    file: "</script>.png",
    bytes: 900,
    at: 1_700_000_200_000,
    width: 90,
    height: 120,
    prompt: markup,
    model: "gpt-image-2",
    ratio: "3:4",
    resolution: "2K",
    taskId: "tk-hiapi-02",
  },
  {
    file: "sandbox-gpt-image-2-20261121-104203-V7D9QR2K-1.png",
    bytes: 900,
    at: 1_700_000_100_000,
    width: 90,
    height: 270,
    sandbox: true,
    taskEnd: "V7D9QR2K",
  },
  ...Array.from({ length: 400 }, (_, index) => ({
    file: `p${index}.png`,
    bytes: 900,
    at: 1_600_000_000_000 - index,
    width: 100,
    height: 100,
    prompt: `Number ${index}`,
  })),
];

describe.skipIf(!chromium)("the page in a browser", () => {
  let page: Page;
  let folder: string;
  const text = (selector: string) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const focused = () =>
    page.evaluate("document.activeElement.closest('li')?.querySelector('.caption').textContent ?? document.activeElement.id");
  const isOpen = () => page.evaluate("document.getElementById('view').open");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hiapi-img-gallery-"));
    mkdirSync(join(folder, "my pictures"));
    const painted = await encodePng({ width: 160, height: 90, alpha: false, paintRow: (y, row) => row.fill(40 + y) });
    for (const { file } of pictures.slice(0, 60)) writeFileSync(join(folder, "my pictures", file.replaceAll("/", "_")), painted);
    const inFolder = pictures.map((picture) => ({ ...picture, file: picture.file.replaceAll("/", "_") }));
    writeFileSync(join(folder, "my pictures", "gallery.html"), galleryPage({ title: "my pictures", writtenAt: 0, pictures: inFolder }));
    page = await openChromium(chromium!);
    await page.show({ width: 1200, height: 800 });
    await page.open(pathToFileURL(join(folder, "my pictures", "gallery.html")).href);
  });

  afterAll(async () => {
    await page?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows the pictures, asks for no more than are near, and for nothing but files beside it", async () => {
    expect(await text("#count")).toBe("403 pictures");
    await expect.poll(() => page.evaluate("document.querySelector('.card img').naturalWidth")).toBe(160);
    expect(await page.evaluate("document.querySelectorAll('.card').length")).toBeLessThan(403);
    const beside = pathToFileURL(join(folder, "my pictures")).href;
    expect(page.requests.filter((url) => !url.startsWith(beside) && url !== "about:blank")).toEqual([]);
    expect(page.messages).toEqual([]);
  });

  it("lays more as somebody scrolls", async () => {
    const count = () => page.evaluate("document.querySelectorAll('.card').length");
    const before = await count();
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    await expect.poll(count).toBeGreaterThan(before);
    await page.evaluate("scrollTo(0, 0)");
  });

  it("shows markup in a prompt as text", async () => {
    expect(await text(".card:nth-child(2) .caption")).toBe(markup);
    expect(await page.evaluate("document.querySelectorAll('.card b').length")).toBe(0);
    expect(await page.evaluate("document.title")).toBe("my pictures");
  });

  it("opens a picture by a click, tells all of it, and closes with Escape", async () => {
    await page.click(".card button");
    expect(await isOpen()).toBe(true);
    expect(await text("#prompt")).toBe("A fox in tall grass");
    const facts = await page.evaluate("[...document.querySelectorAll('#facts dd')].map((dd) => dd.textContent)");
    expect(facts).toEqual([
      "gpt-image-2",
      "16:9",
      "1K",
      "160 × 90 · 2.4 MB",
      expect.stringContaining("2023"),
      "tk-hiapi-01",
      "a fox #1 100%.png",
    ]);
    await expect.poll(() => page.evaluate("document.getElementById('large').naturalWidth")).toBe(160);
    const window = await page.screenshot();
    expect(window.length).toBeGreaterThan(5000);
    await page.press("Escape");
    expect(await isOpen()).toBe(false);
    expect(await focused()).toBe("A fox in tall grass");
  });

  it("goes by the keys: arrows, Enter, Home, End, slash", async () => {
    await page.press("ArrowRight");
    expect(await focused()).toBe(markup);
    await page.press("Enter");
    expect(await isOpen()).toBe(true);
    await page.press("ArrowRight");
    expect(await text("#position")).toBe("3 / 403");
    expect(await text("#prompt")).toContain("not known");
    expect(await page.evaluate("document.getElementById('copy').hidden")).toBe(true);
    await page.press("ArrowLeft");
    await page.press("ArrowLeft");
    await page.press("ArrowLeft");
    expect(await text("#position")).toBe("1 / 403");
    await page.press("Escape");
    // The page moves the focus in the close event, which comes in a task of its own.
    await expect.poll(focused).toBe("A fox in tall grass");
    await page.press("ArrowDown");
    const top = (selector: string) => page.evaluate(`${selector}.getBoundingClientRect().top`);
    expect(await top("document.activeElement")).toBeGreaterThan(await top("document.querySelector('.card button')"));
    await page.press("ArrowUp");
    expect(await top("document.activeElement")).toBe(await top("document.querySelector('.card button')"));
    await page.press("Home");
    expect(await focused()).toBe("A fox in tall grass");
    await page.press("/");
    expect(await focused()).toBe("filter");
  });

  it("filters by every word of prompt, model, ratio, task and name", async () => {
    const filtered = async (words: string) => {
      await page.press("/");
      await page.evaluate("document.getElementById('filter').value = ''");
      await page.type(words);
      return text("#count");
    };
    expect(await filtered("FOX grass")).toBe("1 of 403 pictures");
    expect(await filtered("3:4")).toBe("1 of 403 pictures");
    expect(await filtered("tk-hiapi")).toBe("2 of 403 pictures");
    expect(await filtered("number 39")).toBe("14 of 403 pictures");
    expect(await filtered("<b>")).toBe("1 of 403 pictures");
    expect(await filtered("zebra")).toBe("0 of 403 pictures");
    expect(await text("#none")).toBe("No picture matches “zebra”.");
    await page.press("Escape");
    expect(await text("#count")).toBe("403 pictures");
    expect(await focused()).toBe("A fox in tall grass");
  });

  it.each([320, 390, 768, 1440, 2560])("has no sideways scroll at %i pixels", async (width) => {
    await page.show({ width, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.click(".card button");
    expect(await page.evaluate("document.getElementById('view').scrollWidth")).toBeLessThanOrEqual(width);
    const box = await page.evaluate(
      "(({ left, right, top, bottom }) => ({ left, right, top, bottom }))(document.getElementById('large').getBoundingClientRect())",
    );
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(width);
    expect(box.bottom).toBeLessThanOrEqual(800);
    await page.press("Escape");
  });

  it("is dark where that is liked, and readable in both", async () => {
    const paper = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await page.show({ width: 1200, height: 800, scheme: "light" });
    expect(await paper()).toBe("rgb(248, 247, 244)");
    await page.show({ width: 1200, height: 800, scheme: "dark" });
    expect(await paper()).toBe("rgb(19, 19, 21)");
  });

  it("has a name for each picture and each button", async () => {
    const nameless =
      "[...document.querySelectorAll('button, a, input')].filter((e) => !(e.ariaLabel || e.textContent.trim() || e.querySelector('img')?.alt)).length";
    expect(await page.evaluate(nameless)).toBe(0);
    expect(await page.evaluate("document.querySelector('.card img').alt")).toBe("A fox in tall grass");
    expect(page.messages.filter((words) => !words.includes("ERR_FILE_NOT_FOUND"))).toEqual([]);
  });
});
