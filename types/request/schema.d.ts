/** The `input` object of a create body, as far as the contract names its fields. */
export type Input = Record<string, unknown>;
