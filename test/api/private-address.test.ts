import { describe, expect, it } from "vitest";
import { guardedLookup, reachOf, refuseLocalLiteral } from "../../src/api/private-address.ts";
import type { Fetch } from "../../src/api/transport.ts";
import { downloadLink } from "../../src/images/download.ts";

/** Where an output link may lead (docs/design.md, rule 9), where a socket cannot be had for it. */

describe("reachOf", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["0.0.0.0", "loopback"],
    ["::1", "loopback"],
    ["::", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:7f00:1", "loopback"],
    ["169.254.169.254", "link-local"],
    ["fe80::1", "link-local"],
    ["::ffff:169.254.169.254", "link-local"],
    ["::FFFF:A9FE:A9FE", "link-local"],
    ["10.0.0.1", "private"],
    ["100.64.0.1", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["198.18.0.1", "private"],
    ["224.0.0.1", "private"],
    ["255.255.255.255", "private"],
    ["fc00::1", "private"],
    ["fd00:ec2::254", "private"],
    ["ff02::1", "private"],
    ["64:ff9b::a9fe:a9fe", "private"],
    ["64:ff9b:1::1", "private"],
    ["2002:7f00:1::", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["93.184.216.34", "public"],
    ["172.15.0.1", "public"],
    ["172.32.0.1", "public"],
    ["100.63.255.255", "public"],
    ["2606:4700::1111", "public"],
    ["::ffff:8.8.8.8", "public"],
  ])("%s is %s", (address, reach) => expect(reachOf(address)).toBe(reach));
});

const publicBase = "93.184.216.34";
const link = (text: string) => new URL(text);

describe("a link that is written as an address", () => {
  it.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://127.0.0.1./",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost/",
    "http://LOCALHOST:8080/",
    "http://localhost./",
    "http://a.b.localhost/",
    "http://169.254.169.254/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://10.1.2.3/",
    "http://192.168.0.1/",
    "http://①②⑦.⓪.⓪.①/",
  ])("%s is refused beside a public API", async (text) => {
    await expect(refuseLocalLiteral(link(text), publicBase)).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining("refused"),
    });
  });

  it("may be public, always", async () => {
    for (const base of [publicBase, "127.0.0.1"]) await refuseLocalLiteral(link("https://93.184.216.34/a.png"), base);
  });

  it("may be local beside a local API, but never where clouds keep their credentials", async () => {
    for (const text of ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]/", "http://10.0.0.1/"])
      await refuseLocalLiteral(link(text), "127.0.0.1");
    for (const base of ["127.0.0.1", "localhost", "10.0.0.1"])
      await expect(refuseLocalLiteral(link("http://169.254.169.254/"), base)).rejects.toMatchObject({ kind: "output" });
    await expect(refuseLocalLiteral(link("http://127.0.0.1/"), "10.0.0.1")).rejects.toMatchObject({ kind: "output" });
  });
});

describe("a name in a link", () => {
  const ask = (host: string, base: string, all: boolean) =>
    new Promise<unknown>((resolve, reject) =>
      guardedLookup(base)(host, { all }, (error, address) => (error ? reject(error) : resolve(address))),
    );

  it.each([true, false])("that resolves to this machine is refused beside a public API (all: %s)", async (all) => {
    await expect(ask("localhost", publicBase, all)).rejects.toMatchObject({
      kind: "output",
      message: expect.stringMatching(/localhost.*loopback/),
    });
  });

  it("that resolves to this machine is taken beside a local API, in the shape the socket asked for", async () => {
    expect(await ask("localhost", "127.0.0.1", false)).toMatch(/^(?:127\.|::1$)/);
    expect(await ask("localhost", "127.0.0.1", true)).toContainEqual({
      address: expect.stringMatching(/^(?:127\.|::1$)/),
      family: expect.any(Number),
    });
  });

  it("that does not exist stays an error of the resolver", async () => {
    await expect(ask("no-such-host.invalid", publicBase, true)).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });
});

describe("a redirect", () => {
  const asked: string[] = [];
  const to = (location: string): Fetch => {
    return async (url) => {
      asked.push(url);
      return { status: 302, headers: { get: (name) => (name === "location" ? location : null) }, body: null };
    };
  };

  it.each(["http://cdn.example/a.png", "HTTP://cdn.example/a.png", "file:///etc/passwd", "https://a:b@cdn.example/"])(
    "from https to %s is not followed",
    async (location) => {
      asked.length = 0;
      const bytes = downloadLink("https://cdn.example/a.png", { fetch: to(location), signal: new AbortController().signal });
      await expect(bytes.next()).rejects.toMatchObject({ kind: "output" });
      expect(asked).toEqual(["https://cdn.example/a.png"]);
    },
  );
});
