import type { Fault } from "./faults/parse.ts";
import type { SandboxState } from "./state.ts";
import type { Task } from "./tasks.ts";

/** A task as the detail and the list show it. */
export function taskView({ tasks, origin }: SandboxState, task: Task): Record<string, unknown> {
  const status = tasks.status(task);
  const facts = {
    taskId: task.id,
    model: task.model,
    status,
    created: seconds(task.createdAt),
    completed: seconds(tasks.completedAt(task)),
    storage: task.storage,
  };
  if (status === "fail") return { ...facts, error: { code: task.failure, message: failureMessage(task.failure ?? "") } };
  if (status !== "success") return facts;
  const { serial, expiresAt } = tasks.freshLink(task);
  const url = `${origin}/files/${task.id}-1.png${serial === 1 ? "" : `?link=${serial}`}`;
  return { ...facts, output: [{ url, type: "image", expireAt: seconds(expiresAt) }] };
}

/** The same with a fault applied: shapes seen in the field, and shapes that no server should send. */
export function faultyTask(state: SandboxState, task: Task, fault: Fault): Record<string, unknown> {
  const whole = taskView(state, task);
  const { output, ...rest } = whole;
  const list = Array.isArray(output) ? output : [];
  const value = String(fault.value ?? "");
  const picture = () => state.pictures.bytes(task.picture).toString("base64");
  if (fault.fault === "unknown-status") return { ...rest, status: value };
  if (fault.fault === "fail") return { ...rest, status: "fail", error: { code: value, message: failureMessage(value) } };
  if (fault.fault === "no-output") return rest;
  if (fault.fault === "thumbnail-first") return { ...rest, output: [...list.map((entry) => ({ ...entry, type: "thumbnail" })), ...list] };
  if (fault.fault === "link") return { ...rest, output: list.map((entry) => ({ ...entry, url: value })) };
  if (fault.fault === "data-uri") return { ...rest, output: [{ url: `data:${value || "image/png"};base64,${picture()}`, type: "image" }] };
  if (fault.fault === "b64") return { ...rest, output: [{ b64_json: picture(), type: "image" }] };
  if (fault.fault === "chat")
    return { ...rest, choices: [{ message: { role: "assistant", content: `Here it is:\n\n![image](${list[0]?.url})\n` } }] };
  return whole;
}

function failureMessage(code: string): string {
  return code.startsWith("content_policy") ? "the prompt was refused by the content policy" : "the generation failed";
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
