import type { ReactElement } from "react";

import { useProjectProblems } from "@/api/queries";
import { brokenIn } from "@/components/broken";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";

/** The project's own blueprints that can't be had, and why: each file once, with its first problem. */
export function BrokenFiles(): ReactElement | null {
  const { data } = useProjectProblems();
  const broken = brokenIn(data ?? [], "blueprints/");
  if (broken.length === 0) return null;
  return (
    <div className="broken" role="status">
      <Icon name="alert" size={14} />
      <div>
        <b>{plural(broken.length, "file")} can’t be read</b>
        {broken.map((one) => (
          <p key={one.file} className="sm">
            <span className="mono">{one.file}</span>
            {one.line ? `, line ${one.line}` : ""}: {one.message} {one.hint}
          </p>
        ))}
      </div>
    </div>
  );
}
