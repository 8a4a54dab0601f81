import type { Entry } from "../journal/index.ts";
import type { Payload } from "../request/index.ts";

/** The data of a run: the request as it was prepared, the request under way, and its task. */

/** Where the images of a request go. */
export interface Target {
  /** An absolute path. */
  outputDir: string;
  /** What file names begin with, or with the extension of an image the file name itself; undefined where only the answer names the model. */
  prefix: string | undefined;
  /** Whether images are saved at all. */
  save: boolean;
}

/** A valid request: its payload, the exact body, and what to tell the user before it is sent. */
export interface Prepared {
  payload: Payload;
  body: string;
  /** The user's own idempotency key. */
  key: string | undefined;
  /** Whether we chose the model: then a refusal of the model may be asked again under its slash id. */
  isModelDefaulted: boolean;
  target: Target & { prefix: string };
  notices: string[];
}

/** A request to run. Times in milliseconds, on performance.now's scale. */
export interface ImageRequest extends Omit<Prepared, "notices"> {
  cwd: string;
  /** Pay for another image although the same request is unfinished. */
  isNew: boolean;
  /** False with `--no-wait`: the run ends once the task id is known. */
  wait: boolean;
  startedAt: number;
  deadline: number;
  pollIntervalMs: number | undefined;
  /** The hash of the body that was wanted, where this one is sent in its place. */
  wantedSha256?: string;
  /** Asked once the request is claimed: whether another process made its image since it was found missing. */
  isMade?(): Promise<boolean>;
}

/** A request under way. Times in milliseconds on performance.now's scale. */
export interface Run {
  payload: Payload;
  target: Target;
  /** How this process came by it; `foreign` is a task that the journal holds no unfinished entry for. */
  start: "new" | "joined" | "resumed" | "foreign";
  key: string | undefined;
  entry: Entry | undefined;
  startedAt: number;
  deadline: number;
  pollIntervalMs: number | undefined;
}

/** A task of HiAPI, as this process came to know it. */
export interface Task {
  taskId: string;
  isSandbox: boolean;
  /** Whether HiAPI answered the create with a task that the key had made before. */
  isReplay?: boolean;
  /** When it was accepted or resumed, on performance.now's scale. */
  acceptedAt: number;
  /** Milliseconds for which a rate limiter held back the create; the deadline moves by them. */
  heldMs: number;
  /** Whether this process saw it accepted, so that its duration can be learned from. */
  isFresh: boolean;
  /** Whether this program created it: then a 404 only means that it is not visible yet. */
  isOwn: boolean;
  /** Poll at once, before the first interval. */
  pollFirst: boolean;
}
