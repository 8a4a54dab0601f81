// Prints `N passed, N failed` from vitest's JSON report: node tools/count-tests.mjs <report> <exit code of the run>
import { readFileSync } from "node:fs";

const [path, exitCode] = process.argv.slice(2);
const text = readFileSync(path, "utf8");
const { testResults, numPassedTests } = text === "" ? { testResults: [], numPassedTests: 0 } : JSON.parse(text);
// A file that could not be loaded, or whose hooks failed, fails without a failed test in it.
const failed = testResults.reduce((sum, { status, assertionResults }) => {
  const tests = assertionResults.filter((test) => test.status === "failed").length;
  return sum + (status === "failed" ? Math.max(tests, 1) : tests);
}, 0);
// An error outside of any test fails the run alone.
console.log(`${numPassedTests} passed, ${exitCode === "0" ? failed : Math.max(failed, 1)} failed`);
