/** The baseline of `bench/generate.ts`: create, poll, download and print by hand, with Node's own fetch. */
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const { HIAPI_API_KEY, HIAPI_BASE_URL } = process.env;
const authorization = { Authorization: `Bearer ${HIAPI_API_KEY}` };

async function answerOf(response) {
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return response.json();
}

const body = JSON.stringify({ model: "gpt-image-2", input: { prompt: process.argv[2], aspect_ratio: "auto", resolution: "1K" } });
const headers = { ...authorization, "Content-Type": "application/json", "Idempotency-Key": randomUUID() };
const created = await answerOf(await fetch(`${HIAPI_BASE_URL}/v1/tasks`, { method: "POST", headers, body }));

let task;
do {
  await pause(1000);
  task = (await answerOf(await fetch(`${HIAPI_BASE_URL}/v1/tasks/${created.data.taskId}`, { headers: authorization }))).data;
} while (task.status !== "success" && task.status !== "failed");
if (task.status === "failed") throw new Error(JSON.stringify(task));

const picture = Buffer.from(await (await fetch(task.output[0].url)).arrayBuffer());
const path = join("outputs", `${task.taskId}.png`);
await mkdir("outputs", { recursive: true });
await writeFile(path, picture, { flag: "wx" });
console.log(JSON.stringify({ taskId: task.taskId, status: task.status, outputs: [{ path, bytes: picture.length }] }));
