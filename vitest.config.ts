import { defineConfig } from "vitest/config";

/** A file for the results as JSON, set by `.ci/run`. */
const report = process.env.VITEST_JSON_REPORT;

/** Tests that run the built scripts on several Nodes, kill processes at many points, start a browser, pack the package or wait long for real time. */
const slow = [
  "test/api/{create,encodings}.test.ts",
  "test/batch/{batch,limit,money}.test.ts",
  "test/{batch,cli,install}/kill.test.ts",
  "test/cli/{bare-nodes,fault-matrix,home-folder,signals,startup,stuck-files}.test.ts",
  "test/completion/completion.test.ts",
  "test/gallery/browser.test.ts",
  "test/images/{disk,memory}.test.ts",
  "test/install/skills-package.test.ts",
  "test/models/requests.test.ts",
  "test/journal/{damage,earlier-version,foreign-entries,resume,state-folder}.test.ts",
  "test/project/{bundle,docs-commands,package,rooms}.test.ts",
  "test/task/duration-history.test.ts",
  "test/terminal/inline-image.test.ts",
];

export default defineConfig({
  test: {
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      { extends: true, test: { name: "fast", include: ["test/**/*.test.ts"], exclude: slow } },
      { extends: true, test: { name: "slow", include: slow } },
    ],
    // Many tests start servers and processes, and a shared machine can be slow.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    // On a shared machine a correct test can time out: there it is retried once, and the output says so.
    retry: report ? 1 : 0,
    // Most tests wait for sockets and processes, and do not keep a core busy.
    maxWorkers: 3,
    // Tests listen to signals and set the umask and the exit code, which a process has only once.
    pool: "forks",
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    coverage: { include: ["src/**/*.ts"], exclude: ["src/**/*.d.ts"], reportsDirectory: "coverage" },
  },
});
