import { Link, useLocation } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { Page } from "./Page";
import { Empty } from "./PanelState";

/** An address that no page has: a typo, or a link from another version. */
export function NotFoundPage(): ReactElement {
  const { pathname } = useLocation();
  return (
    <Page title="No such page">
      <Empty
        title={`There is no page at ${pathname}`}
        action={
          <>
            <Link className="btn" to="/">
              Home
            </Link>
            <Link className="btn" to="/workflows">
              Workflows
            </Link>
            <Link className="btn" to="/runs">
              Runs
            </Link>
          </>
        }
      >
        The link may be of another version, or a letter is missing.
      </Empty>
    </Page>
  );
}
