export type Route = "beta" | "ext";
