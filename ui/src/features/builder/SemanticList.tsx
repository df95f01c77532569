import type { ReactElement } from "react";

import { Icon, type IconName } from "@/components/Icon";
import { Said } from "@/components/Said";
import type { SemanticChange } from "@/features/builder/server";

const ICONS: Record<SemanticChange["kind"], IconName> = {
  added: "plus",
  removed: "minus",
  changed: "edit",
  renamed: "tag",
};

/** What changed, in sentences; colour is not the only sign. */
export function SemanticList({
  changes,
  isMissing,
}: {
  changes: readonly SemanticChange[] | undefined;
  isMissing: boolean;
}): ReactElement | null {
  if (isMissing) return <p className="t3 sm">The comparison in words needs a text that can be read as YAML.</p>;
  if (!changes) return null;
  if (changes.length === 0) return <p className="t2">It means the same: only comments, order or spelling differ.</p>;
  return (
    <ul className="semantic">
      {changes.map((change, at) => (
        <li key={at} className={`row sem-${change.kind}`}>
          <Icon name={ICONS[change.kind]} size={14} label={change.kind} />
          <span>
            <Said text={change.sentence} />
          </span>
        </li>
      ))}
    </ul>
  );
}
