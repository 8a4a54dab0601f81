import { describe, expect, it } from "vitest";
import { HiapiError } from "../../src/errors.ts";
import { diskError } from "../../src/fs/index.ts";

/** Every failed file call is an `output` failure with a next step. */

const told = (facts: Record<string, unknown>) =>
  diskError(Object.assign(new Error("the call failed"), facts), { failed: "cannot save in /out", option: "-o", next: "run it again" });

describe("a failed file call", () => {
  it.each([
    [{ code: "ENOSPC" }, "ENOSPC", /disk space/],
    [{ code: "EDQUOT" }, "EDQUOT", /quota/],
    [{ code: "Unknown system error -122", errno: -122 }, "EDQUOT", /quota/],
    [{ code: "Unknown system error -116", errno: -116 }, "ESTALE", /another folder with -o/],
    [{ code: "Unknown system error -121", errno: -121 }, "Unknown system error -121", /another folder/],
    [{ code: "EIO", errno: -5 }, "EIO", /another folder/],
    [{ code: "EROFS" }, "EROFS", /can be written with -o/],
    [{ code: "ENAMETOOLONG" }, "ENAMETOOLONG", /shorter/],
    [{ code: "EMFILE" }, "EMFILE", /too many files/],
    [{ code: "E2BIG" }, "E2BIG", /another folder/],
    [{ errno: -5 }, "", /another folder/],
  ])("%j is named %s", (facts, code, hint) => {
    const error = told(facts);
    expect(error).toBeInstanceOf(HiapiError);
    expect(error).toMatchObject({ kind: "output", message: "cannot save in /out: the call failed", retryable: false, facts: { code } });
    expect(error).toMatchObject({ hint: expect.stringMatching(hint) });
    expect(error).toMatchObject({ hint: expect.stringMatching(/, then run it again$/) });
  });

  it("and no other failure is taken for one", () => {
    for (const facts of [{}, { code: "ERR_INVALID_ARG_TYPE" }]) expect(told(facts)).not.toBeInstanceOf(HiapiError);
  });
});
