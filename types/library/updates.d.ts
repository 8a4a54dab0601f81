import { Env } from "../config.js";
import { Fetch } from "../api/transport.js";
import { UpdateCheck } from "../api/index.js";
/** Asks for the update policy (contract section 8). Never throws: anything wrong is `skipped`. */
export declare function checkSkillUpdate({ currentVersion, skillId, manifestUrl, fetchImpl, timeoutMs, env, }?: UpdateOptions): Promise<UpdateCheck>;
/** The same, said: a warning on stderr when an update is available; throws when one is required. */
export declare function warnOrRequireSkillUpdate({ warn, ...options }?: UpdateOptions & {
    warn?(line: string): void;
}): Promise<UpdateCheck>;
export interface UpdateOptions {
    currentVersion?: string;
    skillId?: string;
    manifestUrl?: string;
    fetchImpl?: Fetch;
    timeoutMs?: number;
    env?: Env;
}
