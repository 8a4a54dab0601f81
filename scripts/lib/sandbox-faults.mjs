import { createFaultBook, faultLabel, faultSyntax, parseFaults } from "./faults.mjs";

export { parseFaults };
