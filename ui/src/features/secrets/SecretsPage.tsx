import type { ReactElement } from "react";

import { type Secret, useSecrets } from "@/api/connections";
import { CopyId } from "@/components/CopyId";
import type { Column } from "@/components/DataTable";
import { Empty } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";
import { When } from "@/components/When";
import { ShelfPage } from "@/features/shelf/ShelfPage";

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
  return (
    <ShelfPage
      title="Secrets"
      noun="secret"
      query={useSecrets()}
      columns={columns}
      note="Values are never shown."
      empty={
        <Empty title="No secrets yet">
          A secret is a word that no workflow file should hold, such as the key of an API. It is sealed here, and read
          as <code className="tpl">{"{{ secret('NAME') }}"}</code> where a task starts; logs show dots in its place. A
          password of a database belongs to its connection.
        </Empty>
      }
      dialog={(secret, onClose) => <SecretDialog secret={secret} onClose={onClose} />}
    />
  );
}
