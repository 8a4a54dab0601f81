import { Env } from "../config.js";
import { Fetch } from "../api/transport.js";
/** Who asks, and where. */
export interface Config {
    apiKey: string;
    baseUrl: string;
}
/** How a call reaches the network: `fetchImpl` has the shape of `fetch`. */
export interface CallOptions {
    config?: Config;
    fetchImpl?: Fetch | undefined;
}
/** The key and the address of the API from the environment. Throws when the key is missing or the address cannot be used. */
export declare function resolveConfig(env?: Env): Config;
