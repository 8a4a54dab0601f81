import { createTaskIds } from "./ids.ts";
import type { Picture } from "./picture.ts";

/** What became of a task that was asked for; its status is never stored, only worked out from the clock. */
export interface Task {
  readonly id: string;
  /** The bearer key that made it: nobody else sees it. */
  readonly owner: string;
  readonly model: string;
  readonly storage: string;
  readonly createdAt: number;
  readonly picture: Picture;
  /** The code it ends with, when it is bound to fail. */
  failure?: string;
  /** The link in force: a new serial makes the ones before it stale. */
  link: { serial: number; expiresAt: number };
}

export type TaskStatus = "queued" | "handling" | "archiving" | "success" | "fail";

export interface Tasks {
  add(task: Pick<Task, "owner" | "model" | "storage" | "picture" | "failure">): Task;
  /** A task by its id, whoever it belongs to. */
  get(id: string): Task | undefined;
  /** One page of an owner's tasks, newest first; pages count from 1. */
  page(owner: string, page: number, size: number): { total: number; tasks: Task[] };
  status(task: Task): TaskStatus;
  completedAt(task: Task): number;
  /** Ends the link in force at once. */
  expireLink(task: Task): void;
  /** The link in force, renewed when it has run out. */
  freshLink(task: Task): Task["link"];
  isLive(task: Task, serial: number): boolean;
}

/** The tasks of one sandbox. Nothing here ticks: ten thousand of them cost nothing until they are looked at. */
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
