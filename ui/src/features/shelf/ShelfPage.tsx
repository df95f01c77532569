import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactElement, type ReactNode, useState } from "react";

import { useMay } from "@/api/session";
import { type Column, DataTable } from "@/components/DataTable";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Panel } from "@/components/PanelState";
import { RemoveDialog } from "@/features/connections/RemoveDialog";

interface Row {
  name: string;
  is_editable: boolean;
  used_in: string[];
}

interface Props<R extends Row> {
  title: string;
  noun: "secret" | "variable";
  query: UseQueryResult<R[]>;
  columns: Column<R>[];
  empty: ReactElement;
  /** One sentence behind the count. */
  note: string;
  /** Sets a new one (null), or changes one. */
  dialog: (row: R | null, onClose: () => void) => ReactNode;
}

/** Everything of one kind that workflows read by name: listed, set, changed and deleted. */
export function ShelfPage<R extends Row>({ title, noun, query, columns, empty, note, dialog }: Props<R>): ReactElement {
  const editor = useMay("editor");
  const [open, setOpen] = useState<R | "new" | null>(null);
  const [leaving, setLeaving] = useState<R | null>(null);
  return (
    <Page
      title={title}
      isFlush
      actions={
        <Button
          variant="filled"
          leftSection={<Icon name="plus" size={14} />}
          disabled={!editor.may}
          title={editor.why ?? undefined}
          onClick={() => setOpen("new")}
        >
          New {noun}
        </Button>
      }
    >
      <Panel query={query} what={`the ${noun}s`} rows={6} rowHeight={36}>
        {(rows) =>
          rows.length === 0 ? (
            empty
          ) : (
            <DataTable
              label={title}
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
                <div className="t3 sm list-foot">
                  {plural(rows.length, noun)}. {note}
                </div>
              }
            />
          )
        }
      </Panel>
      {open ? dialog(open === "new" ? null : open, () => setOpen(null)) : null}
      {leaving ? (
        <RemoveDialog kind={`${noun}s`} name={leaving.name} usedIn={leaving.used_in} onClose={() => setLeaving(null)} />
      ) : null}
    </Page>
  );
}
