import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { type Secret, useSecrets } from "@/api/connections";
import { useMay } from "@/api/session";
import { CopyId } from "@/components/CopyId";
import { type Column, DataTable } from "@/components/DataTable";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Panel } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";
import { When } from "@/components/When";
import { RemoveDialog } from "@/features/connections/RemoveDialog";

import { SecretDialog } from "./SecretDialog";

const columns: Column<Secret>[] = [
  { id: "name", head: "Secret", width: "minmax(180px, 1fr)", cell: (row) => <b className="b mono">{row.name}</b> },
  {
    id: "about",
    head: "Description",
    width: "minmax(160px, 1.4fr)",
    cell: (row) => <span className="cut t2">{row.description}</span>,
  },
  {
    id: "expression",
    head: "In an expression",
    width: "minmax(200px, 1.2fr)",
    cell: (row) => <CopyId value={`{{ secret('${row.name}') }}`} what="expression" />,
  },
  { id: "used", head: "Used in", width: "minmax(130px, 1fr)", cell: (row) => <UsedIn workflows={row.used_in} /> },
  {
    id: "source",
    head: "Set in",
    width: "minmax(100px, 0.7fr)",
    cell: (row) => <span className="cut mono t2">{row.place}</span>,
  },
  {
    id: "changed",
    head: "Set",
    width: "minmax(190px, 1.1fr)",
    cell: (row) =>
      row.updated_at ? (
        <span className="cut t2">
          <When at={row.updated_at} /> {row.updated_by ? `by ${row.updated_by}` : ""}
        </span>
      ) : null,
  },
];

/** Names of secrets, never their values. */
export function SecretsPage(): ReactElement {
  const query = useSecrets();
  const editor = useMay("editor");
  const [open, setOpen] = useState<Secret | "new" | null>(null);
  const [leaving, setLeaving] = useState<Secret | null>(null);
  return (
    <Page
      title="Secrets"
      isFlush
      actions={
        <Button
          variant="filled"
          leftSection={<Icon name="plus" size={14} />}
          disabled={!editor.may}
          title={editor.why ?? undefined}
          onClick={() => setOpen("new")}
        >
          New secret
        </Button>
      }
    >
      <Panel query={query} what="the secrets" rows={6} rowHeight={36}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No secrets yet">
              A secret is a word that no workflow file should hold, such as the key of an API. It is sealed here, and
              read as <code className="tpl">{"{{ secret('NAME') }}"}</code> where a task starts; logs show dots in its
              place. A password of a database belongs to its connection.
            </Empty>
          ) : (
            <DataTable
              label="Secrets"
              rows={rows}
              columns={columns}
              rowKey={(row) => row.name}
              rowActions={(row) =>
                row.is_editable ? (
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
              foot={<div className="t3 sm list-foot">{plural(rows.length, "secret")}. Values are never shown.</div>}
            />
          )
        }
      </Panel>
      {open ? <SecretDialog secret={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
      {leaving ? (
        <RemoveDialog kind="secrets" name={leaving.name} usedIn={leaving.used_in} onClose={() => setLeaving(null)} />
      ) : null}
    </Page>
  );
}
