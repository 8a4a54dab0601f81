export interface UpdateCheck {
    status: "skipped" | "current" | "available" | "required";
    message: string;
    latestVersion: string;
    minimumVersion: string;
    updateCommand: string;
}
/** Compares versions as the policy does: cut at the first `+` or `-`, split at `.`, missing parts are 0. */
export declare function compareVersions(a: string, b: string): -1 | 0 | 1;
