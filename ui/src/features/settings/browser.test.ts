import { expect, test } from "vitest";

import { browserOf } from "./browser";

const kit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const apple = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

test.each([
  ["Firefox on Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"],
  ["Chrome on Windows", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${kit} Chrome/126.0.0.0 Safari/537.36`],
  ["Chrome on Linux", `Mozilla/5.0 (X11; Linux x86_64) ${kit} HeadlessChrome/126.0.0.0 Safari/537.36`],
  ["Edge on Windows", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${kit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`],
  ["Opera on macOS", `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${kit} Chrome/125.0.0.0 Safari/537.36 OPR/111.0`],
  ["Safari on macOS", `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${apple} Version/17.5 Safari/605.1.15`],
  [
    "Safari on iPhone",
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${apple} Version/17.5 Mobile/15E148 Safari/604.1`,
  ],
  ["Chrome on Android", `Mozilla/5.0 (Linux; Android 10; K) ${kit} Chrome/126.0.0.0 Mobile Safari/537.36`],
  [
    "Firefox on iPad",
    `Mozilla/5.0 (iPad; CPU OS 14_5 like Mac OS X) ${apple} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`,
  ],
  ["Chrome on ChromeOS", `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${kit} Chrome/126.0.0.0 Safari/537.36`],
  ["python-httpx/0.28.1", "python-httpx/0.28.1"],
  ["unknown", ""],
])("%s", (said, agent) => {
  expect(browserOf(agent)).toBe(said);
});
