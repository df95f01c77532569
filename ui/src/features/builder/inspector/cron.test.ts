import { describe, expect, it } from "vitest";

import { readCron, writeCron } from "@/features/builder/inspector/cron";

describe("a cron line", () => {
  it.each(["15 * * * *", "30 2 * * *", "0 6 * * 1-5", "5 23 * * 0", "0 0 31 * *"])("%s survives the form", (line) => {
    expect(readCron(line).rhythm).not.toBe("own");
    expect(writeCron(readCron(line))).toBe(line);
  });

  it.each(["*/5 * * * *", "0 6 1-7 * 1", "@daily", "0 6 * 3 *", "61 6 * * *", "0 25 * * *", "", "0 6 0 * *"])(
    "%s is left as it is written",
    (line) => {
      expect(readCron(line).rhythm).toBe("own");
    },
  );
});
