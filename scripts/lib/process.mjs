import { runProcess } from "./start.mjs";

export { runProcess };
