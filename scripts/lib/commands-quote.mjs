import { quotePrice } from "./quote.mjs";

export { quotePrice };
