import { ora } from "./ora.mjs";

export { ora as default };
