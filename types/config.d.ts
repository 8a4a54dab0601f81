/** Flags and environment → settings. Everything is an argument; only the edges know `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;
