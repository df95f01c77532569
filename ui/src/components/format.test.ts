import { describe, expect, it } from "vitest";

import { sayAbout, sayAboutCount, sayBytes, sayDay, sayDuration, sayExact, sayPercent, sayWhen } from "./format";

const now = new Date("2026-03-12T13:42:00Z");

describe("durations", () => {
  it.each([
    [0.0004, "0 ms"],
    [0.041, "41 ms"],
    [1, "1 s"],
    [3.14, "3.1 s"],
    [41.4, "41 s"],
    [59.7, "1 m"],
    [1018, "16 m 58 s"],
    [3600, "1 h"],
    [3599.6, "1 h"],
    [4320, "1 h 12 m"],
    [86_399, "24 h"],
    [100_800, "1 d 4 h"],
  ])("says %d s as %s", (seconds, said) => expect(sayDuration(seconds)).toBe(said));

  it("rounds what is usual to one unit", () => {
    expect([sayAbout(20), sayAbout(1018), sayAbout(4320)]).toEqual(["20 s", "17 m", "72 m"]);
  });
});

describe("times", () => {
  it("is relative for a day, then says the date", () => {
    const ago = (seconds: number): string => sayWhen(new Date(now.getTime() - seconds * 1000), now, "UTC");
    expect([ago(2), ago(40), ago(2280), ago(32_400)]).toEqual(["now", "40 s ago", "38 m ago", "9 h ago"]);
    expect(ago(3 * 86_400)).toBe("Mon 9 Mar 13:42");
    expect(ago(-240)).toBe("in 4 m");
  });

  it("names the year where it is another one", () => {
    expect(sayWhen(new Date("2025-12-24T08:00:00Z"), now, "UTC")).toBe("Wed 24 Dec 2025 08:00");
  });

  it("counts days in the project's zone, not in UTC", () => {
    expect(sayDay(new Date("2026-03-13T03:30:00Z"), now, "America/New_York")).toBe("Today");
    expect(sayDay(new Date("2026-03-13T04:30:00Z"), now, "America/New_York")).toBe("Tomorrow");
    expect(sayDay(new Date("2026-03-14T12:00:00Z"), now, "UTC")).toBe("Saturday");
  });

  it("shows an unknown zone in UTC rather than nothing", () => {
    expect(sayExact(now, "Mars/Olympus")).toContain("13:42:00");
  });
});

describe("counts", () => {
  it("shortens only what is large", () => {
    expect([sayAboutCount(9999), sayAboutCount(12_345), sayAboutCount(999_600), sayAboutCount(1_204_880)]).toEqual([
      "9,999",
      "≈ 12.3 k",
      "≈ 1 M",
      "≈ 1.2 M",
    ]);
  });

  it("never rounds a failure away", () => {
    expect([sayPercent(0.9999), sayPercent(1), sayPercent(0.714)]).toEqual(["99.9%", "100%", "71.4%"]);
  });

  it("says bytes in thousands", () => {
    expect([sayBytes(999), sayBytes(1500), sayBytes(2_340_000)]).toEqual(["999 B", "1.5 kB", "2.3 MB"]);
  });
});
