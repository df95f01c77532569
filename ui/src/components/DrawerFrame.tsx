import { FocusTrap } from "@mantine/core";
import { useRouterState } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";

import { showDrawer, useDrawer } from "@/app/drawer";
import { Icon } from "@/components/Icon";

/** The sidebar over the page, where there is no room beside it: opened by the button of the top bar, closed by Escape,
 * by a click beside it and by going somewhere. */
export function DrawerFrame({ children }: { children: ReactElement }): ReactElement | null {
  const isOpen = useDrawer() === usePath();
  useEffect(() => {
    if (!isOpen) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") showDrawer(null);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <>
      <button type="button" className="drawer-beside" aria-label="Close the menu" onClick={() => showDrawer(null)} />
      <FocusTrap active>
        <div className="drawer-side">{children}</div>
      </FocusTrap>
    </>
  );
}

function usePath(): string {
  return useRouterState({ select: (state) => state.location.pathname });
}

/** In the top bar of every page; seen where the sidebar is a drawer. */
export function DrawerButton(): ReactElement {
  const path = usePath();
  const isOpen = useDrawer() === path;
  return (
    <button
      type="button"
      className="btn g ico drawer-button"
      aria-label="Menu"
      aria-expanded={isOpen}
      onClick={() => showDrawer(isOpen ? null : path)}
    >
      <Icon name="sidebar" />
    </button>
  );
}
