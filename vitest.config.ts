import { defineConfig } from "vitest/config";

/** Set by `.ci/run`: a file for the results, beside what is printed. */
const report = process.env.VITEST_JSON_REPORT;

export default defineConfig({
  test: {
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    include: ["test/**/*.test.ts"],
    // Many tests start servers and child processes; a shared machine may be slow to answer.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    // On a shared machine a test may run out of time through no fault of its own: there it gets a second chance, and the output says so.
    retry: report ? 1 : 0,
    // Most tests wait for sockets and processes: by itself vitest leaves one core of two idle.
    maxWorkers: 2,
    // A process each, since tests listen to signals and set what a process has once (umask, exit codes).
    pool: "forks",
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    coverage: { include: ["src/**/*.ts"], exclude: ["src/**/*.d.ts"], reportsDirectory: "coverage" },
  },
});
