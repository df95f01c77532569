import type { ReactElement } from "react";

import { useVariables } from "@/api/queries";
import type { Variable } from "@/api/types";
import { CopyId } from "@/components/CopyId";
import type { Column } from "@/components/DataTable";
import { Empty } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";
import { ShelfPage } from "@/features/shelf/ShelfPage";

import { VariableDialog } from "./VariableDialog";

const columns: Column<Variable>[] = [
  { id: "name", head: "Variable", width: "minmax(180px, 1fr)", cell: (row) => <b className="b mono">{row.name}</b> },
  { id: "value", head: "Value", width: "minmax(220px, 2fr)", cell: (row) => <Value row={row} /> },
  {
    id: "expression",
    head: "In an expression",
    width: "minmax(180px, 1fr)",
    cell: (row) => <CopyId value={`{{ vars.${row.name} }}`} what="expression" />,
  },
  {
    id: "source",
    head: "Set in",
    width: "minmax(130px, 0.8fr)",
    cell: (row) => <span className="mono t2">{row.place}</span>,
  },
  { id: "used", head: "Used in", width: "minmax(180px, 1.2fr)", cell: (row) => <UsedIn workflows={row.used_in} /> },
];

function Value({ row }: { row: Variable }): ReactElement {
  const said = typeof row.value === "string" ? row.value : JSON.stringify(row.value);
  return (
    <span className="cut mono" title={said}>
      {said}
    </span>
  );
}

export function VariablesPage(): ReactElement {
  return (
    <ShelfPage
      title="Variables"
      noun="variable"
      query={useVariables()}
      columns={columns}
      note="Read when an attempt starts."
      empty={
        <Empty title="No variables yet">
          A variable is a value that several workflows share, such as a region or a currency; a workflow reads it as{" "}
          <code className="tpl">{"{{ vars.name }}"}</code>. Set it here, or write it under{" "}
          <code className="mono">[variables]</code> in <code className="mono">seaway.toml</code>.
        </Empty>
      }
      dialog={(variable, onClose) => <VariableDialog variable={variable} onClose={onClose} />}
    />
  );
}
