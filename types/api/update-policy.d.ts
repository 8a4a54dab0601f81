import { Fetch } from "./transport.js";
import { HiapiError } from "../errors.js";
/** The version of HiAPI's skill contract that this code implements; not the package's own version (contract section 8). */
export declare const contractVersion = "0.5.0";
export declare const skillId = "hiapi-gpt-image-2";
export interface UpdateCheck {
    status: "skipped" | "current" | "available" | "required";
    message: string;
    latestVersion: string;
    minimumVersion: string;
    updateCommand: string;
}
export interface UpdateQuestion {
    currentVersion?: string;
    skillId?: string;
    manifestUrl: string;
    fetch: Fetch;
    timeoutMs?: number;
    signal?: AbortSignal;
}
/** Compares versions as the policy does: cut at the first `+` or `-`, split at `.`, missing parts are 0. */
export declare function compareVersions(a: string, b: string): -1 | 0 | 1;
/** Asks for the update policy, once, within `timeoutMs` (1.2 s) with the body included. Never throws: anything wrong is `skipped`. */
export declare function askUpdatePolicy({ currentVersion, skillId: id, manifestUrl, fetch, timeoutMs, signal, }: UpdateQuestion): Promise<UpdateCheck>;
/** The error that stops a create below the minimum version. */
export declare function updateRequired(check: UpdateCheck): HiapiError;
