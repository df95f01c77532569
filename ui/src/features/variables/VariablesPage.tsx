import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { useVariables } from "@/api/queries";
import { useMay } from "@/api/session";
import type { Variable } from "@/api/types";
import { CopyId } from "@/components/CopyId";
import { type Column, DataTable } from "@/components/DataTable";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Panel } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";
import { RemoveDialog } from "@/features/connections/RemoveDialog";

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
  const query = useVariables();
  const editor = useMay("editor");
  const [open, setOpen] = useState<Variable | "new" | null>(null);
  const [leaving, setLeaving] = useState<Variable | null>(null);
  return (
    <Page
      title="Variables"
      isFlush
      actions={
        <Button
          variant="filled"
          leftSection={<Icon name="plus" size={14} />}
          disabled={!editor.may}
          title={editor.why ?? undefined}
          onClick={() => setOpen("new")}
        >
          New variable
        </Button>
      }
    >
      <Panel query={query} what="the variables" rows={6} rowHeight={36}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No variables yet">
              A variable is a value that several workflows share, such as a region or a currency; a workflow reads it as{" "}
              <code className="tpl">{"{{ vars.name }}"}</code>. Set it here, or write it under{" "}
              <code className="mono">[variables]</code> in <code className="mono">seaway.toml</code>.
            </Empty>
          ) : (
            <DataTable
              label="Variables"
              rows={rows}
              columns={columns}
              rowKey={(row) => row.name}
              rowActions={(row) =>
                row.is_editable && editor.may ? (
                  <>
                    <Button size="xs" aria-label={`Change ${row.name}`} onClick={() => setOpen(row)}>
                      Change
                    </Button>
                    <Button size="xs" aria-label={`Delete ${row.name}`} onClick={() => setLeaving(row)}>
                      Delete
                    </Button>
                  </>
                ) : null
              }
              foot={
                <div className="t3 sm list-foot">{plural(rows.length, "variable")}. Read when an attempt starts.</div>
              }
            />
          )
        }
      </Panel>
      {open ? <VariableDialog variable={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
      {leaving ? (
        <RemoveDialog kind="variables" name={leaving.name} usedIn={leaving.used_in} onClose={() => setLeaving(null)} />
      ) : null}
    </Page>
  );
}
