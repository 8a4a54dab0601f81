/**
 * The rooms of `src/` in order, each with its entries. A room imports from the rooms above it in this table, and only their entries: all
 * other files of a room are private. `npm run lint` enforces it.
 * @type {readonly (readonly [room: string, entries: string])[]}
 */
const rooms = [
  ["request", "index|catalogue"],
  ["json-schema", "index"],
  ["api", "index|transport"],
  ["fs", "index"],
  ["task", "index"],
  ["images", "index"],
  ["terminal", "index|inline-image"],
  ["args", "index|parse|input"],
  ["install", "plan|list"],
  ["journal", "index"],
  ["models", "index"],
  ["sandbox", "server|faults/parse"],
  ["pipeline", "index|prepare|live-models"],
  ["batch", "index"],
  ["completion", "complete|scripts"],
  ["gallery", "gallery"],
  ["library", "index|parse-args"],
  ["commands", ".+"],
  ["cli", "start"],
];

/** Files that only compute: no Node modules here, and by `biome.json` no clock, timers, process or network. */
const pure = [
  "(errors|json|url)[.]ts",
  "(request|json-schema)/",
  "api/(answer|answer-images|failure|prices)[.]ts",
  "images/(inspect|completeness|file-names|other-types)[.]ts",
  "journal/entry[.]ts",
  "args/options[.]ts",
  "task/(poll-schedule|throttle)[.]ts",
  "terminal/(table|error-document)[.]ts",
];

const mainScripts = "^src/(cli|check-config)[.]ts$";
const pathOf = (names) => `^src/(${names.join("|")})/`;

/** A room may not import from the rooms below it in the table. */
const direction = rooms.slice(0, -1).map(([room], index) => ({
  name: `${room} imports from a room after it`,
  severity: "error",
  from: { path: pathOf([room]) },
  to: { path: pathOf(rooms.slice(index + 1).map(([later]) => later)) },
}));

/** Other rooms and the main scripts import the entries of a room. */
const entries = rooms.map(([room, files]) => ({
  name: `enters ${room} by a private file`,
  severity: "error",
  from: { path: "^src/", pathNot: pathOf([room]) },
  to: { path: pathOf([room]), pathNot: `^src/${room}/(${files})[.]ts$` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...direction,
    ...entries,
    { name: "a circle", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "the top level imports from a room",
      severity: "error",
      from: { path: "^src/[^/]+[.]ts$", pathNot: mainScripts },
      to: { path: "^src/.+/" },
    },
    {
      name: "the sandbox sees more than the rules of requests",
      severity: "error",
      from: { path: "^src/sandbox/" },
      to: { path: "^src/(?!sandbox|request|json-schema)[^/]+/" },
    },
    {
      name: "a pure file imports a Node module",
      severity: "error",
      from: { path: `^src/(${pure.join("|")})` },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
