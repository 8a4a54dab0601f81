import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { join } from "node:path";
import { envelope, picture, task, taskId } from "./standin.ts";

/** A tiny proxy that tunnels (CONNECT) and forwards (absolute URLs), and a HiAPI whose certificate nobody signed. */

export interface ProxyServer {
  url: string;
  /** The hosts that were asked for. */
  targets: string[];
  /** The headers of each request to the proxy itself. */
  heads: string[];
  close(): Promise<void>;
}

export async function proxyServer({ refuse }: { refuse?: number } = {}): Promise<ProxyServer> {
  const targets: string[] = [];
  const heads: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    targets.push(new URL(request.url ?? "").host);
    response.writeHead(refuse ?? 501).end();
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
  });
  server.on("connect", (request, socket: Socket, head) => {
    targets.push(request.url ?? "");
    heads.push(
      Object.entries(request.headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
    );
    if (refuse) return void socket.end(`HTTP/1.1 ${refuse} No\r\nContent-Length: 0\r\n\r\n`);
    const [host = "", port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    open.add(onward);
    onward.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    heads,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Certified {
  origin: string;
  /** The file that holds the certificate. */
  certificate: string;
  requests: string[];
  close(): Promise<void>;
}

/** HiAPI over TLS, with a certificate of its own making that is kept in `folder`. */
export async function certified(folder: string): Promise<Certified> {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" });
  const requests: string[] = [];
  let origin = "";
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    if (request.url === "/picture.png") return void response.end(picture);
    const result = task({ status: "success", output: [{ url: `${origin}/picture.png` }] });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.method === "POST" ? envelope({ taskId }) : result));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    certificate,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
