import { MantineProvider } from "@mantine/core";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { DrawerButton, DrawerFrame } from "./DrawerFrame";

function open(): void {
  const root = createRootRoute({
    component: () => (
      <MantineProvider>
        <DrawerFrame>
          <nav aria-label="Main">
            <Link to={"/runs" as never}>Runs</Link>
          </nav>
        </DrawerFrame>
        <DrawerButton />
      </MantineProvider>
    ),
  });
  const routes = ["/", "/runs"].map((path) => createRoute({ getParentRoute: () => root, path }));
  const history = createMemoryHistory({ initialEntries: ["/"] });
  const router = createRouter({ routeTree: root.addChildren(routes), history });
  render(<RouterProvider router={router as never} />);
}

it("opens over the page, and closes by Escape, by a click beside it and by going somewhere", async () => {
  open();
  const button = await screen.findByRole("button", { name: "Menu" });
  const menu = (): HTMLElement | null => screen.queryByRole("navigation", { name: "Main" });
  expect(menu()).toBeNull();
  for (const close of [
    () => userEvent.keyboard("{Escape}"),
    () => userEvent.click(screen.getByRole("button", { name: "Close the menu" })),
    () => userEvent.click(screen.getByRole("link", { name: "Runs" })),
  ]) {
    await userEvent.click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(menu()).not.toBeNull();
    await close();
    expect(menu()).toBeNull();
  }
});
