import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo, type ReactElement } from "react";

import "@/features/builder/builder.css";

import { useProject } from "@/api/project";
import { useMay } from "@/api/session";
import { CopyId } from "@/components/CopyId";
import { Empty, Panel } from "@/components/PanelState";
import { Page } from "@/components/Page";
import { When } from "@/components/When";
import { DiffView } from "@/features/builder/DiffView";
import { SemanticList } from "@/features/builder/SemanticList";
import { builderServer, type Revision } from "@/features/builder/server";
import { counted } from "@/graph/style";

/** Saved contents of a workflow; which two are compared is in the address. */
export function RevisionsPage(): ReactElement {
  const { id } = useParams({ strict: false }) as { id: string };
  const search = useSearch({ strict: false }) as { from?: string; to?: string };
  const project = useProject();
  const server = useMemo(() => builderServer(id), [id]);
  const query = useQuery({
    queryKey: ["project", project, "workflow", id, "revisions"],
    queryFn: () => server.revisions(),
    enabled: project !== "",
  });
  return (
    <Page
      title={[{ label: "Workflows", to: "/workflows" }, { label: id, to: `/workflows/${id}` }, { label: "Versions" }]}
      isFlush
    >
      <Panel query={query} what="the versions" rows={8} rowHeight={48}>
        {(revisions) => {
          const to = search.to ?? revisions[0]?.hash ?? "";
          const at = revisions.findIndex((each) => each.hash === to);
          const from = search.from ?? revisions[at + 1]?.hash ?? to;
          if (revisions.length === 0)
            return (
              <Empty title="Never saved">
                Each save makes a version with a message, and any of them can come back.
              </Empty>
            );
          return (
            <div className="versions">
              <RevisionList workflow={id} revisions={revisions} from={from} to={to} />
              <Comparison key={`${from}/${to}`} id={id} from={from} to={to} />
            </div>
          );
        }}
      </Panel>
    </Page>
  );
}

function RevisionList({
  workflow,
  revisions,
  from,
  to,
}: {
  workflow: string;
  revisions: Revision[];
  from: string;
  to: string;
}): ReactElement {
  const navigate = useNavigate();
  const { why } = useMay("editor");
  const show = (next: { from?: string; to?: string }) =>
    void navigate({ to: "/workflows/$id/revisions", params: { id: workflow }, search: next });
  const restore = async (revision: Revision) => {
    const server = builderServer(workflow);
    const [now, wanted] = await Promise.all([server.source(), server.revision(revision.hash)]);
    const short = revision.hash.slice(0, 7);
    if (now.data.text === wanted.text) {
      // Nothing would be written: the code beside it differs, or the file was put back by hand.
      notifications.show({ message: `The workflow reads as in ${short} already; nothing to restore` });
      return;
    }
    await server.restore(revision.hash, `Restore ${short}`, now.etag);
    notifications.show({ message: `Restored ${short} as the newest version` });
    void navigate({ to: "/workflows/$id", params: { id: workflow } });
  };
  return (
    <ol className="version-list" aria-label="Versions, newest first">
      {revisions.map((revision, at) => (
        <li key={revision.hash} className={revision.hash === to ? "version now" : "version"}>
          <button
            type="button"
            className="version-pick"
            aria-current={revision.hash === to}
            onClick={() => show({ to: revision.hash, from: revisions[at + 1]?.hash ?? revision.hash })}
          >
            <span className="row">
              <span className="m cut grow">{revision.message || "No message"}</span>
              {revision.is_active ? <span className="tag key">Active</span> : null}
            </span>
            <span className="sm t3">
              {revision.author || "changed in the folder"}, <When at={revision.created_at} />,{" "}
              {counted(revision.runs_count, "run")}
            </span>
          </button>
          <span className="row version-acts">
            <CopyId value={revision.hash} short={revision.hash.slice(0, 7)} what="revision" />
            <SameAs revision={revision} older={revisions.slice(at + 1)} />
            <span className="grow" />
            {revision.hash !== from && revision.hash !== to ? (
              <Button size="xs" variant="subtle" onClick={() => show({ from: revision.hash, to })}>
                Compare
              </Button>
            ) : null}
            {revision.is_active ? null : (
              <Button size="xs" disabled={why !== null} title={why ?? undefined} onClick={() => void restore(revision)}>
                Restore
              </Button>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A content that was saved before: a restored one, or one that was put back by hand. */
function SameAs({ revision, older }: { revision: Revision; older: Revision[] }): ReactElement | null {
  const same = older.find((each) => each.content === revision.content);
  if (!same) return null;
  return (
    <span className="sm t3">
      same text as{" "}
      <span className="mono" title={same.message ?? undefined}>
        {same.hash.slice(0, 7)}
      </span>
    </span>
  );
}

function Comparison({ id, from, to }: { id: string; from: string; to: string }): ReactElement {
  const server = useMemo(() => builderServer(id), [id]);
  const query = useQuery({
    queryKey: ["comparison", id, from, to],
    queryFn: async () => {
      const [before, after] = await Promise.all([server.revision(from), server.revision(to)]);
      const diff = await server.diff(from, to).catch(() => null);
      return { before: before.text, after: after.text, semantic: diff?.semantic };
    },
  });
  return (
    <section className="comparison" aria-label="Comparison">
      <Panel query={query} what="the comparison" rows={8}>
        {({ before, after, semantic }) => (
          <>
            {from === to ? (
              <p className="t2">This is the first version.</p>
            ) : (
              <SemanticList changes={semantic} isMissing={semantic === undefined} />
            )}
            <DiffView
              before={from === to ? "" : before}
              after={after}
              beforeName={from === to ? "Nothing before" : from.slice(0, 7)}
              afterName={to.slice(0, 7)}
            />
          </>
        )}
      </Panel>
    </section>
  );
}
