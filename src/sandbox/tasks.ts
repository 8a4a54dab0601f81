import { randomBytes } from "node:crypto";
import type { Picture } from "./picture.ts";

/** A task. Its status is not stored but computed from the clock. */
export interface Task {
  readonly id: string;
  /** The bearer key that created it; no other key sees it. */
  readonly owner: string;
  readonly model: string;
  readonly storage: string;
  readonly createdAt: number;
  readonly picture: Picture;
  /** The code of its failure; absent when it succeeds. */
  failure?: string;
  /** The valid link; a new serial invalidates earlier links. */
  link: { serial: number; expiresAt: number };
}

export type TaskStatus = "queued" | "handling" | "archiving" | "success" | "fail";

export interface Tasks {
  add(task: Pick<Task, "owner" | "model" | "storage" | "picture" | "failure">): Task;
  /** A task by its id, of any owner. */
  get(id: string): Task | undefined;
  /** One page of an owner's tasks, newest first; pages count from 1. */
  page(owner: string, page: number, size: number): { total: number; tasks: Task[] };
  status(task: Task): TaskStatus;
  completedAt(task: Task): number;
  /** Expires the valid link at once. */
  expireLink(task: Task): void;
  /** The valid link, renewed when it has expired. */
  freshLink(task: Task): Task["link"];
  isLive(task: Task, serial: number): boolean;
}

/** The tasks of one sandbox. There are no timers: a task costs nothing until it is polled. */
export function createTasks({ imageMs, linkTtlMs, now }: { imageMs: number; linkTtlMs: number; now: () => number }): Tasks {
  const byId = new Map<string, Task>();
  const byOwner = new Map<string, Task[]>();
  const nextId = createTaskIds(now);
  const isOver = (task: Task) => now() - task.createdAt >= imageMs;
  const isLive = (task: Task, serial: number) => isOver(task) && serial === task.link.serial && now() < task.link.expiresAt;

  return {
    add(facts) {
      const createdAt = now();
      const task = { ...facts, id: nextId(), createdAt, link: { serial: 1, expiresAt: createdAt + imageMs + linkTtlMs } };
      byId.set(task.id, task);
      const mine = byOwner.get(task.owner);
      if (mine) mine.push(task);
      else byOwner.set(task.owner, [task]);
      return task;
    },
    get: (id) => byId.get(id),
    page(owner, page, size) {
      const mine = byOwner.get(owner) ?? [];
      const end = Math.max(0, mine.length - (page - 1) * size);
      return { total: mine.length, tasks: mine.slice(Math.max(0, end - size), end).reverse() };
    },
    status(task) {
      if (!isOver(task)) return statusAt((now() - task.createdAt) / imageMs);
      return task.failure ? "fail" : "success";
    },
    completedAt: (task) => (isOver(task) ? task.createdAt + imageMs : 0),
    expireLink(task) {
      task.link = { ...task.link, expiresAt: now() };
    },
    freshLink(task) {
      if (isOver(task) && !isLive(task, task.link.serial)) task.link = { serial: task.link.serial + 1, expiresAt: now() + linkTtlMs };
      return task.link;
    },
    isLive,
  };
}

function statusAt(fraction: number): TaskStatus {
  if (fraction < 0.15) return "queued";
  return fraction < 0.85 ? "handling" : "archiving";
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Makes task ids of 10 characters of time, 6 of a counter and 10 random ones, so that they sort by time. */
function createTaskIds(now: () => number): () => string {
  let counter = 0;
  return () => {
    counter += 1;
    const chance = [...randomBytes(10)].map((byte) => crockford[byte % 32]).join("");
    return `tk-hiapi-${encoded(now(), 10)}${encoded(counter, 6)}${chance}`;
  };
}

function encoded(value: number, length: number): string {
  let rest = Math.max(0, Math.floor(value));
  let text = "";
  for (let index = 0; index < length; index += 1) {
    text = crockford.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
