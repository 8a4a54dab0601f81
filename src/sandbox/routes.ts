import type { RecordedCall } from "./request-log.ts";

/** What a method and a path ask for. `account` and `reset` are the sandbox's own and stay out of the account. */
export interface Route {
  call: RecordedCall | "account" | "reset";
  taskId?: string;
}

export function routeOf(method: string, pathname: string): Route {
  if (method === "DELETE" && pathname === "/__sandbox/requests") return { call: "reset" };
  if (method === "POST" && pathname === "/v1/tasks") return { call: "create" };
  if (method !== "GET") return { call: "other" };

  if (pathname === "/__sandbox/requests") return { call: "account" };
  if (pathname === "/v1/tasks") return { call: "list" };
  if (pathname === "/api/pricing") return { call: "pricing" };
  if (pathname === "/api/models/content") return { call: "schema" };
  if (pathname === "/skills.json") return { call: "policy" };

  const [, fileOf] = /^\/files\/([^/]+)-1\.png$/.exec(pathname) ?? [];
  if (fileOf !== undefined) return { call: "image", taskId: decoded(fileOf) };
  const [, taskId] = /^\/v1\/tasks\/([^/]+)$/.exec(pathname) ?? [];
  return taskId === undefined ? { call: "other" } : { call: "detail", taskId: decoded(taskId) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
