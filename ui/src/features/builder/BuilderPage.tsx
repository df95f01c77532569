import { useParams } from "@tanstack/react-router";
import { useEffect, useState, type ReactElement } from "react";

import { useProject } from "@/api/project";
import { useMay } from "@/api/session";
import { Failed, Loading } from "@/components/PanelState";
import { Page } from "@/components/Page";
import { Builder } from "@/features/builder/Builder";
import { openDraft, type Opened } from "@/features/builder/open";

export function BuilderPage(): ReactElement {
  const { id } = useParams({ strict: false }) as { id: string };
  const project = useProject();
  const [tries, setTries] = useState(0);
  return (
    <OpenedBuilder key={`${project}/${id}/${tries}`} id={id} project={project} onRetry={() => setTries(tries + 1)} />
  );
}

function OpenedBuilder({ id, project, onRetry }: { id: string; project: string; onRetry: () => void }): ReactElement {
  const { may } = useMay("editor");
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (!project) return undefined;
    let found: Opened | null = null;
    let isGone = false;
    openDraft(id, may)
      .then((one) => {
        found = one;
        if (isGone) one.keeper.close();
        else setOpened(one);
      })
      .catch((problem: unknown) => isGone || setError(problem));
    return () => {
      isGone = true;
      found?.keeper.close();
    };
  }, [id, project, may]);
  if (opened) return <Builder opened={opened} />;
  return (
    <Page title={[{ label: "Workflows", to: "/workflows" }, { label: id }]}>
      {error ? (
        <Failed what={`the workflow ${id}`} error={error} onRetry={onRetry} />
      ) : (
        <Loading what="the draft" rows={10} />
      )}
    </Page>
  );
}
