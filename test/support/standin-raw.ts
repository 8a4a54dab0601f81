import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";

/** What HTTP servers will not do: a TCP server that treats each connection as it is told, in turn; the last way stays. */

export type Treatment = (socket: Socket, origin: string) => void;

export interface RawServer {
  origin: string;
  /** What came in on each connection. */
  connections: string[];
  close(): Promise<void>;
}

export async function rawServer(...treatments: readonly Treatment[]): Promise<RawServer> {
  const connections: string[] = [];
  const open = new Set<Socket>();
  let origin = "";
  const server = createServer((socket) => {
    const place = connections.push("") - 1;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    socket.on("data", (chunk) => {
      connections[place] += chunk.toString("latin1");
    });
    treatments[Math.min(place, treatments.length - 1)]?.(socket, origin);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    connections,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits for the blank line behind the headers, or for the whole request, then acts. */
const after = (isEnough: (heard: string) => boolean, act: Treatment): Treatment => {
  return (socket, origin) => {
    let heard = "";
    let done = false;
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (done || !isEnough(heard)) return;
      done = true;
      act(socket, origin);
    });
  };
};

export const afterHeaders = (act: Treatment) => after((heard) => heard.includes("\r\n\r\n"), act);

export const afterRequest = (act: Treatment) =>
  after((heard) => {
    const [head = "", ...rest] = heard.split("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    return heard.includes("\r\n\r\n") && rest.join("\r\n\r\n").length >= length;
  }, act);

/** Writes text as an answer, and leaves the connection as it is. */
export const says = (text: string): Treatment => afterRequest((socket) => void socket.write(text));

/** A whole JSON answer, then the end of the connection. */
export const answers = (status: number, body: unknown, headers = ""): Treatment =>
  afterRequest((socket) => {
    const text = JSON.stringify(body);
    socket.end(
      `HTTP/1.1 ${status} Whatever\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n${headers}\r\n${text}`,
    );
  });

export const closesAtOnce: Treatment = (socket) => void socket.destroy();

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await rawServer();
  await server.close();
  return Number(new URL(server.origin).port);
}
