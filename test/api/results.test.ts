import { describe, expect, it, vi } from "vitest";
import type { Reply } from "../support/standin.ts";
import { bytes, folders, linked, picture, redirect, reset, served, success } from "../support/standin.ts";
import type { Expected } from "../support/standin-failures.ts";
import { failures, guidance } from "../support/standin-failures.ts";
import { makeJpeg } from "../support/standin-pictures.ts";

/** Successes without a picture that can be had: exit 6, what is needed to go on, and nothing left in outputs/. */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const failsWith = failures(folders());

const dataUri = (type: string, body: string | Uint8Array) => `data:${type};base64,${Buffer.from(body).toString("base64")}`;
const good = dataUri("image/png", picture);
const middle = Math.floor(good.length / 2);

describe.concurrent("a success holds", () => {
  it.each<[string, unknown, Expected]>([
    ["no output", undefined, { kind: "output", says: guidance.noImage }],
    ["an empty output", [], { kind: "output", says: guidance.noImage }],
    ["output of a wrong type", 7, { kind: "output", says: guidance.noImage }],
    ["entries of wrong types", [null, 7, true, [], { url: 5 }, { url: { url: {} } }], { kind: "output", says: guidance.noImage }],
    [
      "only a thumbnail and a video",
      [
        { url: "http://127.0.0.1:1/t.png", type: "thumbnail" },
        { url: "http://127.0.0.1:1/v.mp4", type: "video" },
      ],
      { kind: "output", says: guidance.noImage },
    ],
    [
      "a video",
      [{ url: "http://127.0.0.1:1/v.mp4", type: "video/mp4", expireAt: 1777886899 }],
      { kind: "output", says: /no image, but video.*v\.mp4 \(until 2026-/ },
    ],
    ["a file: link", [{ url: "file:///etc/passwd" }], { kind: "output" }],
    ["an ftp: link", [{ url: "ftp://127.0.0.1/a.png" }], { kind: "output" }],
    ["a javascript: link", [{ url: "javascript:alert(1)" }], { kind: "output" }],
    ["no link at all in url", [{ url: "picture.png" }], { kind: "output" }],
    ["a link with credentials", [{ url: "http://user:secret@127.0.0.1:1/a.png" }], { kind: "output", says: /credentials/ }],
    [
      "a link to the metadata service",
      [{ url: "http://169.254.169.254/latest/meta-data/" }],
      { kind: "output", says: /169\.254\.169\.254/, retryable: false },
    ],
    [
      "the metadata service in other clothes",
      [{ url: "http://[::ffff:a9fe:a9fe]/" }],
      { kind: "output", says: /link-local/, retryable: false },
    ],
    ["a link to a closed port", [{ url: "http://127.0.0.1:1/a.png" }], { kind: "output", says: /ECONNREFUSED/ }],
    ["a data URI of a text", [{ url: dataUri("text/html", "<html>no</html>".repeat(9)) }], { kind: "output", says: /no image/ }],
    [
      "a data URI that lies about its type",
      [{ url: dataUri("image/png", "<html>no</html>".repeat(9)) }],
      { kind: "output", says: /no image/ },
    ],
    ["a data URI that is not base64", [{ url: `data:image/svg+xml,${"%3Csvg%3E".repeat(20)}` }], { kind: "output", says: /base64/ }],
    ["a data URI without data", [{ url: "data:image/png;base64," }], { kind: "output", says: /empty/ }],
    ["a data URI cut off", [{ url: good.slice(0, middle) }], { kind: "output", says: /cut off/ }],
    [
      "a data URI with foreign characters",
      [{ url: `${good.slice(0, middle)}!!!!${good.slice(middle + 4)}` }],
      { kind: "output", says: /base64/ },
    ],
    [
      "bare base64 of no image",
      [{ b64_json: Buffer.from("not a picture ".repeat(20)).toString("base64") }],
      { kind: "output", says: /no image/ },
    ],
  ])("%s", async (_, output, expected) => {
    await failsWith({ detail: success(output) }, expected);
  });

  it("an image too deep inside", async () => {
    const nested = `${'[{"content":'.repeat(50_000)}1${"}]".repeat(50_000)}`;
    await failsWith({ detail: bytes(200, `{"data":{"status":"success","output":${nested}}}`) }, { kind: "output", says: guidance.noImage });
  });
});

const cut = picture.subarray(0, picture.length - 12);

describe.concurrent("the host of the pictures answers", () => {
  it.each<[string, Reply | Reply[], Expected]>([
    ["an error page as a PNG", served(Buffer.from("<html><body>not today</body></html>")), { kind: "output", says: /no image/ }],
    ["nothing", served(Buffer.alloc(0)), { kind: "output", says: /empty/ }],
    ["a PNG without its end, of honest length", served(cut), { kind: "output", says: /cut off/ }],
    ["a JPEG without its end", served(makeJpeg(8, 8).subarray(0, -2)), { kind: "output", says: /cut off/ }],
    ["fewer bytes than it promised", shortBody, { kind: "output", says: /broke off/ }],
    ["chunks without their end", endlessChunks, { kind: "output", says: /broke off/ }],
    [
      "fewer bytes promised than the picture has",
      bytes(200, picture.subarray(0, 60), { "content-length": "60" }),
      { kind: "output", says: /cut off/ },
    ],
    ["a promise of 600 MB", promised("600000000"), { kind: "output", says: /larger than 512 MiB/, retryable: false }],
    ["a connection reset", reset, { kind: "output" }],
    [
      "a redirect to the metadata service",
      redirect("http://169.254.169.254/"),
      { kind: "output", says: /169\.254\.169\.254/, retryable: false },
    ],
    ["a redirect to a file", redirect("file:///etc/passwd"), { kind: "output", says: /http\(s\)/ }],
    ["a redirect with credentials", redirect(({ images }) => images.replace("//", "//a:secret@")), { kind: "output", says: /credentials/ }],
    ["a redirect to nowhere", bytes(302, ""), { kind: "output", says: /302/ }],
    ["six redirects", redirect("/again"), { kind: "output", says: /redirects more than 5 times/ }],
    ["206", bytes(206, picture), { kind: "output", says: /206/ }],
    ["401", bytes(401, ""), { kind: "output", says: /401/ }],
    ["402", bytes(402, ""), { kind: "output", says: /402/ }],
    ["403", bytes(403, "<Error>expired</Error>"), { kind: "output", says: /403/ }],
    ["404", bytes(404, ""), { kind: "output", says: /404/ }],
    ["410", bytes(410, ""), { kind: "output", says: /410/ }],
    ["429", bytes(429, ""), { kind: "output", says: /429/ }],
    ["500", bytes(500, ""), { kind: "output", says: /500/ }],
    ["503", bytes(503, ""), { kind: "output", says: /503/ }],
  ])("%s", async (_, image, expected) => {
    const { document, api } = await failsWith({ image, detail: linked() }, expected);
    expect(document.error.rawStatus.data.status).toBe("success");
    expect(api.looks().length).toBeLessThanOrEqual(2);
  });
});

function shortBody(response: Parameters<Reply>[0]) {
  response.writeHead(200, { "content-length": String(picture.length), "content-type": "image/png" });
  response.write(picture.subarray(0, 100), () => response.destroy());
}

function endlessChunks(response: Parameters<Reply>[0]) {
  response.writeHead(200, { "content-type": "image/png" });
  response.write(picture, () => response.destroy());
}

function promised(length: string): Reply {
  return (response) => void response.writeHead(200, { "content-length": length, "content-type": "image/png" }).write(picture);
}
