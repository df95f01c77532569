import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { queryClient } from "@/api/queries";
import type { TaskRun } from "@/api/types";

import { cardPlace, firstLine, hoverFacts } from "./hover";
import { TaskHover } from "./TaskHover";

const failed = {
  task: "load",
  state: "failed",
  attempt: 2,
  started_at: "2026-03-01T06:30:00Z",
  ended_at: "2026-03-01T06:30:41Z",
  exit_code: 3,
  error: { code: "x", message: "no disk\nthe rest", hint: "", task: "" },
  reason: "",
} as unknown as TaskRun;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const show = (): void => {
  render(
    <QueryClientProvider client={queryClient}>
      <MantineProvider>
        <TaskHover attribute="data-task" find={(key) => (key === "load" ? failed : null)}>
          <button type="button" data-task="load">
            <i data-testid="inside">load</i>
          </button>
          <button type="button" data-task="gone">
            gone
          </button>
        </TaskHover>
      </MantineProvider>
    </QueryClientProvider>,
  );
};
const wait = (ms: number): void => act(() => void vi.advanceTimersByTime(ms));

it("tells state, time, attempt and the error's first line of the task pointed at, and goes with the pointer", () => {
  show();
  fireEvent.mouseOver(screen.getByTestId("inside"));
  expect(screen.queryByRole("tooltip")).toBeNull();
  wait(500);
  const said = screen.getByRole("tooltip").textContent ?? "";
  for (const part of ["load", "Failed", "took 41 s", "attempt 2", "exit code 3", "no disk"])
    expect(said).toContain(part);
  expect(said).not.toContain("the rest");
  fireEvent.mouseOver(screen.getByText("gone"));
  wait(500);
  expect(screen.queryByRole("tooltip")).toBeNull();
});

it("comes with the keyboard's focus too, and Escape takes it away", () => {
  show();
  act(() => screen.getAllByRole("button")[0]?.focus());
  wait(500);
  fireEvent.keyDown(screen.getByTestId("inside"), { key: "Escape" });
  expect(screen.queryByRole("tooltip")).toBeNull();
});

it("stays within the window", () => {
  const narrow = { width: 390, height: 800 };
  expect(cardPlace({ left: 380, top: 10, bottom: 40 }, narrow)).toEqual({ left: 82, width: 300, top: 46 });
  expect(cardPlace({ left: 0, top: 700, bottom: 740 }, narrow)).toEqual({ left: 8, width: 300, bottom: 106 });
});

it("says nothing where there is nothing to say", () => {
  const fresh = { ...failed, attempt: 1, exit_code: 0, error: null, reason: "" } as TaskRun;
  expect(hoverFacts(fresh)).toEqual([]);
  expect(firstLine(fresh)).toBe("");
});
