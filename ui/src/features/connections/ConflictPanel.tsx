import { Button } from "@mantine/core";
import type { ReactElement } from "react";

import type { Answer } from "@/api/client";
import type { Fields } from "@/api/connections";
import type { Connection } from "@/api/types";
import { When } from "@/components/When";

import { differences } from "./types";

export interface ConflictPanelProps {
  mine: Fields;
  theirs: Answer<Connection>;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Somebody saved while this form was open: both, side by side, and what to do. */
export function ConflictPanel({ mine, theirs, onKeepMine, onTakeTheirs }: ConflictPanelProps): ReactElement {
  const rows = differences(mine, theirs.data.fields);
  return (
    <div className="conflict" role="alert">
      <div>
        <b className="b">{theirs.data.updated_by || "Somebody"} saved it</b> <When at={theirs.data.updated_at} />, after
        you opened it. Nothing of yours is lost.
      </div>
      {rows.length > 0 ? (
        <table className="list">
          <thead>
            <tr>
              <th>Field</th>
              <th>Yours</th>
              <th>Saved</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td className="mono">{row.name}</td>
                <td className="mono">{row.mine}</td>
                <td className="mono">{row.theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <div className="t2">The fields that can be shown are the same.</div>
      )}
      <div className="row">
        <Button onClick={onTakeTheirs}>Take the saved one</Button>
        <Button variant="filled" onClick={onKeepMine}>
          Save mine over it
        </Button>
      </div>
    </div>
  );
}
