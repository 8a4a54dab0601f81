import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { bypassesProxy } from "../../src/api/no-proxy.ts";
import { runProgram } from "../support/program.ts";
import { canary, folders, picture, standIn } from "../support/standin.ts";
import type { Certified } from "../support/standin-proxy.ts";
import { certified, proxyServer } from "../support/standin-proxy.ts";
import type { Treatment } from "../support/standin-raw.ts";
import { afterHeaders, closedPort, rawServer } from "../support/standin-raw.ts";
import { runScript } from "../support/standin-spawn.ts";

/** Proxies from the environment, and certificates that a company made itself. */

vi.setConfig({ maxConcurrency: 6, testTimeout: 60_000 });
const folder = folders();
const argv = (timeout: number) => ["a", "lighthouse", "--poll-interval", "1", "--timeout", String(timeout)];

async function through(env: Record<string, string>, { timeout = 3 } = {}) {
  const api = await standIn();
  const ran = await runProgram(argv(timeout), { env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api, ...env }, cwd: folder() });
  await api.close();
  return { ...ran, document: ran.document, api, hosts: [api.api, api.images].map((origin) => new URL(origin).host) };
}

describe.concurrent("HTTP_PROXY", () => {
  it.each(["HTTP_PROXY", "http_proxy"])("%s is used for the API and for the pictures", async (name) => {
    const proxy = await proxyServer();
    const { document, hosts, api } = await through({ [name]: proxy.url });
    await proxy.close();
    expect(document).toMatchObject({ ok: true, outputs: [{ bytes: picture.length }] });
    expect(new Set(proxy.targets)).toEqual(new Set(hosts));
    expect(api.creates()).toHaveLength(1);
  });

  it("gets its own credentials and never the key", async () => {
    const proxy = await proxyServer();
    const { document } = await through({ HTTP_PROXY: proxy.url.replace("//", "//me:p%40ss@") });
    await proxy.close();
    expect(document.ok).toBe(true);
    expect(proxy.heads.join()).toContain(`proxy-authorization: Basic ${Buffer.from("me:p@ss").toString("base64")}`);
    expect(proxy.heads.join()).not.toContain(canary);
  });

  it.each([
    ["me", "me:"],
    ["me:", "me:"],
    ["m%C3%A9:p%3As%25", "mé:p:s%"],
  ])("sends the credentials %s", async (given, sent) => {
    const proxy = await proxyServer();
    const { document } = await through({ HTTP_PROXY: proxy.url.replace("//", `//${given}@`) });
    await proxy.close();
    expect(document.ok).toBe(true);
    expect(proxy.heads.join()).toContain(`proxy-authorization: Basic ${Buffer.from(sent).toString("base64")}`);
  });

  it.each(["HTTP_PROXY", "https_proxy"])("%s with credentials that do not decode is a usage error at once", async (name) => {
    for (const credentials of ["me:sec%ret", "%me", "me:%ff", "m%2:5secret"]) {
      const { code, document, stdout, stderr, api } = await through({ [name]: `http://${credentials}@127.0.0.1:9` });
      expect({ code, field: document.error.problems[0].field }).toEqual({ code: 2, field: name.toUpperCase() });
      expect(stdout + stderr).not.toMatch(/sec%ret|secret/);
      expect(api.heard).toEqual([]);
    }
  });

  it.each(["127.0.0.1", "*", "example.com, 127.0.0.1", "127.0.0.0/8"])("is left out for NO_PROXY=%s", async (noProxy) => {
    const proxy = await proxyServer();
    const { document } = await through({ HTTP_PROXY: proxy.url, NO_PROXY: noProxy });
    await proxy.close();
    expect(document.ok).toBe(true);
    expect(proxy.targets).toEqual([]);
  });

  it("is used where NO_PROXY names others", async () => {
    const proxy = await proxyServer();
    const { document } = await through({ HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.11,example.com" });
    await proxy.close();
    expect(document.ok).toBe(true);
    expect(proxy.targets.length).toBeGreaterThan(0);
  });

  it("says nothing about https, nor HTTPS_PROXY about http", async () => {
    const proxy = await proxyServer();
    const { document } = await through({ HTTPS_PROXY: proxy.url });
    await proxy.close();
    expect(document.ok).toBe(true);
    expect(proxy.targets).toEqual([]);
  });

  it("that is no URL is a usage error, which does not repeat it", async () => {
    const { code, document, stdout, stderr } = await through({ HTTP_PROXY: "ftp://me:secret@proxy" });
    expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(stdout + stderr).not.toContain("secret");
  });
});

describe("NO_PROXY", () => {
  it.each<[string, string, boolean]>([
    ["example.com", "https://example.com/", true],
    ["example.com", "https://api.example.com/", true],
    ["example.com", "https://a.b.EXAMPLE.com./", true],
    ["Example.COM.", "https://api.example.com/", true],
    [".example.com", "https://api.example.com/", true],
    [".example.com", "https://example.com/", true],
    ["*.example.com", "https://api.example.com/", true],
    ["example.com", "https://notexample.com/", false],
    ["example.com", "https://example.com.evil.org/", false],
    ["api.example.com", "https://example.com/", false],
    ["a.org b.org,\texample.com", "https://example.com/", true],
    ["example.com:443", "https://api.example.com/", true],
    ["example.com:443", "https://api.example.com:8443/", false],
    ["example.com:80", "http://example.com/", true],
    ["münchen.example", "https://www.xn--mnchen-3ya.example/", true],
    ["*", "https://anything/", true],
    ["", "https://example.com/", false],
    [",, ,", "https://example.com/", false],
    [".", "https://example.com/", false],
    ["10.0.0.1", "http://10.0.0.1:8080/", true],
    ["10.0.0.1:8080", "http://10.0.0.1:8080/", true],
    ["10.0.0.1:80", "http://10.0.0.1:8080/", false],
    ["10.0.0.1", "http://110.0.0.1/", false],
    ["0.0.1", "http://10.0.0.1/", false],
    ["1", "http://10.0.0.1/", false],
    ["10.0.0.0/8", "http://10.200.3.4/", true],
    ["10.0.0.0/8", "http://11.0.0.1/", false],
    ["10.0.0.0/8", "http://10.example.com/", false],
    ["10.0.0.0/99", "http://10.0.0.1/", false],
    ["10.0.0.0/x", "http://10.0.0.1/", false],
    ["192.168.1.0/24:80", "http://192.168.1.77/", true],
    ["::1", "http://[::1]:3000/", true],
    ["[::1]", "http://[::1]:3000/", true],
    ["[::1]:3000", "http://[::1]:3000/", true],
    ["[::1]:3001", "http://[::1]:3000/", false],
    ["2001:DB8:0:0::1", "http://[2001:db8::1]/", true],
    ["2001:db8::/32", "http://[2001:db8:1::7]/", true],
    ["[2001:db8::]/32", "http://[2001:db8:1::7]/", true],
    ["[2001:db8::/32]:80", "http://[2001:db8:1::7]/", true],
    ["2001:db8::/32", "http://[2001:db9::1]/", false],
    ["::1", "http://127.0.0.1/", false],
  ])("%s, asked for %s: %s", (noProxy, url, isExempt) => {
    expect(bypassesProxy(new URL(url), noProxy)).toBe(isExempt);
  });

  it("may be any text", () => {
    fc.assert(fc.property(fc.string(), fc.webUrl(), (noProxy, url) => void bypassesProxy(new URL(url), noProxy)));
  });
});

describe.concurrent("a proxy that does not do its work: nothing was accepted", () => {
  const unavailable = { ok: false, error: { kind: "unavailable", retryable: true, idempotencyKey: expect.stringMatching(/\S/) } };

  it.each([407, 403, 502])("answers %i", async (status) => {
    const proxy = await proxyServer({ refuse: status });
    const { code, document, api } = await through({ HTTP_PROXY: proxy.url.replace("//", "//me:secret@") }, { timeout: 2 });
    await proxy.close();
    expect(document).toMatchObject(unavailable);
    expect(code).toBe(5);
    expect(JSON.stringify(document)).not.toContain("secret");
    expect(api.heard).toEqual([]);
    expect(proxy.targets.length).toBeLessThanOrEqual(8);
  });

  it("does not listen", async () => {
    const { code, document } = await through({ HTTP_PROXY: `http://127.0.0.1:${await closedPort()}` }, { timeout: 2 });
    expect(document).toMatchObject(unavailable);
    expect(code).toBe(5);
  });

  // As a process, which can be ended when it does not end itself.
  it.each<[string, Treatment]>([
    ["hangs up on everyone", (socket) => void socket.destroy()],
    ["hangs up when it is asked", afterHeaders((socket) => void socket.end())],
    ["never answers", () => undefined],
  ])("%s", async (_, treatment) => {
    const proxy = await rawServer(treatment);
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: "http://127.0.0.1:9", HTTP_PROXY: proxy.origin };
    const ran = await runScript(argv(2), { cwd: folder(), env });
    await proxy.close();
    expect(ran.code).toBe(5);
    expect(ran.document).toMatchObject(unavailable);
    expect(ran.elapsedMs).toBeLessThan(10_000);
    expect(proxy.connections.length).toBeLessThanOrEqual(100);
  });
});

describe.concurrent("the built script", () => {
  async function run(server: Certified, env: Record<string, string>, timeout = 3) {
    return runScript(argv(timeout), { cwd: folder(), env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: server.origin, ...env } });
  }

  it("trusts NODE_EXTRA_CA_CERTS", async () => {
    const server = await certified(folder());
    const ran = await run(server, { NODE_EXTRA_CA_CERTS: server.certificate });
    await server.close();
    expect(ran.document).toMatchObject({ ok: true, outputs: [{ bytes: picture.length }] });
    expect(ran.stderr).not.toMatch(/experimental|Warning/);
  });

  it("does not trust that certificate otherwise, and sends nothing", async () => {
    const server = await certified(folder());
    const ran = await run(server, {}, 2);
    await server.close();
    expect({ code: ran.code, kind: ran.document.error.kind }).toEqual({ code: 5, kind: "unavailable" });
    expect(server.requests).toEqual([]);
  });

  it("reaches https through HTTPS_PROXY, and no warning of Node or undici is shown", async () => {
    const [server, proxy] = await Promise.all([certified(folder()), proxyServer()]);
    const ran = await run(server, { NODE_EXTRA_CA_CERTS: server.certificate, HTTPS_PROXY: proxy.url });
    await Promise.all([server.close(), proxy.close()]);
    expect(ran.document).toMatchObject({ ok: true, outputs: [{ bytes: picture.length }] });
    expect(proxy.targets).toContain(new URL(server.origin).host);
    expect(proxy.heads.join()).not.toContain(canary);
    expect(ran.stderr).not.toMatch(/experimental|Warning/i);
  });

  it("does not trust a certificate behind a proxy either", async () => {
    const [server, proxy] = await Promise.all([certified(folder()), proxyServer()]);
    const ran = await run(server, { HTTPS_PROXY: proxy.url }, 2);
    await Promise.all([server.close(), proxy.close()]);
    expect({ code: ran.code, kind: ran.document.error.kind }).toEqual({ code: 5, kind: "unavailable" });
    expect(server.requests).toEqual([]);
  });
});

it("the stand-in's own proxy speaks CONNECT", async () => {
  const proxy = await proxyServer();
  const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
  socket.write("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n");
  const answer = await new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
  socket.destroy();
  await proxy.close();
  expect(answer).toMatch(/^HTTP\/1\.1 502/);
});
