import { runGenerate } from "./request.mjs";

export { runGenerate };
