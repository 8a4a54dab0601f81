import { HiapiError } from "../errors.ts";
import { codeOf } from "./durable.ts";

/**
 * A failed file call as `output`, with a hint; any other error as it is.
 * @param failed what could not be done
 * @param option the option that names another folder
 * @param next what to do once the disk is mended
 */
export function diskError(error: unknown, { failed, option, next }: { failed: string; option: string; next: string }): unknown {
  const code = codeOf(error);
  // Errors that Node has no name for have a number alone.
  const isSystemError = error instanceof Error && (/^E[A-Z0-9]+$/.test(code) || typeof Reflect.get(error, "errno") === "number");
  if (!isSystemError) return error;
  const hint = `${remedyFor(code, option)}, then ${next}`;
  return new HiapiError("output", `${failed}: ${error.message}`, { code, fault: "disk", cause: error, hint });
}

function remedyFor(code: string, option: string): string {
  if (code === "ENOSPC") return "free some disk space";
  if (code === "EDQUOT") return "the disk quota is used up: free some space";
  if (code === "EFBIG") return "the limit on file sizes is too low: raise it";
  if (["EMFILE", "ENFILE"].includes(code)) return "too many files are open: close some, or raise the limit";
  if (["EACCES", "EPERM", "EROFS"].includes(code)) return `choose a folder that can be written with ${option}`;
  if (code === "ENAMETOOLONG") return `choose a shorter path with ${option}`;
  return `correct this, or choose another folder with ${option}`;
}
