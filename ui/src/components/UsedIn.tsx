import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

/** The workflows that use something, each a door. */
export function UsedIn({ workflows }: { workflows: string[] }): ReactElement {
  if (workflows.length === 0) return <span className="t3">no workflow</span>;
  return (
    <span className="cut" title={workflows.join(", ")}>
      {workflows.map((workflow, index) => (
        <span key={workflow}>
          {index > 0 ? ", " : ""}
          <Link to="/workflows/$id" params={{ id: workflow }} className="m">
            {workflow}
          </Link>
        </span>
      ))}
    </span>
  );
}
