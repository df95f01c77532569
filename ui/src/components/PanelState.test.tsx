import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { expect, it, vi } from "vitest";

import { ApiProblem } from "@/api/client";

import { Panel } from "./PanelState";

const refused = (status: number, detail: string): ApiProblem =>
  new ApiProblem({ title: "", status, code: "x", detail, hint: null, request_id: "q1", problems: [], current: null });

const show = (query: { data?: string[]; error: unknown }, refetch = vi.fn<() => void>()): void => {
  const whole = { data: undefined, isPending: false, ...query, refetch };
  const panel: ReactElement = (
    <MantineProvider>
      <Panel query={whole} what="the runs">
        {(rows) => <p>{rows.join(", ")}</p>}
      </Panel>
    </MantineProvider>
  );
  render(panel);
};

it("keeps showing what it has when a newer answer fails, and says so", () => {
  show({ data: ["a", "b"], error: refused(503, "The store is away.") });
  expect(screen.getByText("a, b")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toContain("What you see is older: The store is away.");
});

it("says what failed and tries again when asked", async () => {
  const refetch = vi.fn<() => void>();
  show({ error: refused(503, "The store is away.") }, refetch);
  expect(screen.getByRole("alert").textContent).toContain("Could not load the runs");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(refetch).toHaveBeenCalledOnce();
});

it("offers no second try where the rights are missing", () => {
  show({ error: refused(403, "Needs the viewer role in finance") });
  expect(screen.getByRole("alert").textContent).toContain("You may not see the runs");
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});
