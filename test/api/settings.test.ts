import { describe, expect, it } from "vitest";
import { readKey, readSettings } from "../../src/config.ts";

describe("HIAPI_API_KEY", () => {
  it.each([
    ['"sk-0123456789"', /quotes/],
    ["'sk-0123456789'", /quotes/],
    ["HIAPI_API_KEY=sk-0123456789", /own name/],
    ["export HIAPI_API_KEY=sk-0123456789", /own name/],
    ["Bearer sk-0123456789", /Bearer/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a shell did not replace
    ["${HIAPI_API_KEY}", /placeholder/],
    ["$HIAPI_API_KEY", /placeholder/],
    ["%HIAPI_API_KEY%", /placeholder/],
    ["<your key>", /placeholder/],
    ["sk-YOUR_KEY", /placeholder/],
    ["YOUR_API_KEY", /placeholder/],
    ["your-hiapi-api-key", /placeholder/],
    ["sk-xxxxxxxx", /placeholder/],
    ["your key", /placeholder/],
    ["hiapi_your_key_here", /placeholder/],
    ["sk-hiapi-xxxx", /placeholder/],
    ["sk-placeholder", /placeholder/],
    ["changeme", /placeholder/],
    ["undefined", /placeholder/],
    ["replace_me_please", /placeholder/],
    ["process.env.HIAPI_API_KEY", /placeholder/],
    ["op://vault/hiapi/key", /placeholder/],
  ])("%s is refused without being repeated", (given, words) => {
    const refuse = () => readKey({ HIAPI_API_KEY: given });
    expect(refuse).toThrow(words);
    expect(refuse).toThrow(expect.objectContaining({ kind: "account", message: expect.not.stringContaining("0123456789") }));
  });

  it.each(["sk-0123456789", "sk-hiapi-0123456789", "sk-your0123", "abcdefgh", "sk-$0123456", 'a"b"c"d"e'])("%s is a key", (key) => {
    expect(readKey({ HIAPI_API_KEY: ` ${key} ` })).toBe(key);
  });
});

describe("HIAPI_BASE_URL", () => {
  it.each([
    ["https://api.hiapi.ai/v1", "https://api.hiapi.ai"],
    ["https://api.hiapi.ai/v1/", "https://api.hiapi.ai"],
    ["https://proxy.example/hiapi/v1", "https://proxy.example/hiapi"],
    ["https://proxy.example/v12", "https://proxy.example/v12"],
  ])("%s is %s", (given, baseUrl) => {
    expect(readSettings({ HIAPI_BASE_URL: given })).toMatchObject({ baseUrl, problems: [] });
  });

  it.each(["https://me:hunter2@api.example", "https//me:hunter2@api.example", "me:hunter2@:99999"])("%s is not repeated", (given) => {
    const { problems } = readSettings({ HIAPI_BASE_URL: given });
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });
});
