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
  readonly failure?: string;
  /** The valid link; a new serial invalidates earlier links. */
  link: { serial: number; expiresAt: number };
}

export type Tasks = ReturnType<typeof createTasks>;

const linkMs = 7 * 24 * 60 * 60 * 1000;

/** The tasks of one sandbox, each done after `imageMs`. There are no timers: a task costs nothing until it is polled. */
export function createTasks(imageMs: number, now: () => number) {
  const byId = new Map<string, Task>();
  const isOver = (task: Task) => now() - task.createdAt >= imageMs;
  const isLive = (task: Task, serial: number) => isOver(task) && serial === task.link.serial && now() < task.link.expiresAt;

  return {
    add(facts: Pick<Task, "owner" | "model" | "storage" | "picture" | "failure">): Task {
      const createdAt = now();
      const task = {
        ...facts,
        id: newTaskId(createdAt, byId.size + 1),
        createdAt,
        link: { serial: 1, expiresAt: createdAt + imageMs + linkMs },
      };
      byId.set(task.id, task);
      return task;
    },
    /** A task by its id, of any owner. */
    get: (id: string) => byId.get(id),
    /** The tasks of an owner, newest first. */
    of: (owner: string) => [...byId.values()].filter((task) => task.owner === owner).reverse(),
    status(task: Task): string {
      if (isOver(task)) return task.failure ? "fail" : "success";
      const elapsed = (now() - task.createdAt) / imageMs;
      if (elapsed < 0.15) return "queued";
      return elapsed < 0.85 ? "handling" : "archiving";
    },
    completedAt: (task: Task) => (isOver(task) ? task.createdAt + imageMs : 0),
    /** Expires the valid link at once. */
    expireLink(task: Task): void {
      task.link = { ...task.link, expiresAt: now() };
    },
    /** The valid link, renewed when it has expired. */
    freshLink(task: Task): Task["link"] {
      if (isOver(task) && !isLive(task, task.link.serial)) task.link = { serial: task.link.serial + 1, expiresAt: now() + linkMs };
      return task.link;
    },
    isLive,
  };
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id of 10 characters of time, 6 of a counter and 10 random ones, so that ids sort by time. */
function newTaskId(time: number, counter: number): string {
  const ordered = time.toString(32).padStart(10, "0") + counter.toString(32).padStart(6, "0");
  const digits = [...[...ordered].map((digit) => Number.parseInt(digit, 32)), ...randomBytes(10)];
  return `tk-hiapi-${digits.map((digit) => crockford.charAt(digit % 32)).join("")}`;
}
