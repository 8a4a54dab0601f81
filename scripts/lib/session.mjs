import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";

export { openSandboxSession, openSession };
