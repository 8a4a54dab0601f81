/** What we hand to `fetchImpl`: a string body and plain headers. `onSend` is ours: called when the first byte may leave. */
export interface FetchInit {
    method: "GET" | "POST";
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect: "manual";
    onSend?: () => void;
}
/** What we need of an answer; the global `Response` has it, and so do simple stand-ins. */
export interface FetchAnswer {
    status: number;
    ok?: boolean;
    headers?: {
        get(name: string): string | null;
    };
    body?: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null;
    text?(): Promise<string>;
    json?(): Promise<unknown>;
}
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;
