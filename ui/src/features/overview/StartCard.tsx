import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";

import { useMay } from "@/api/session";
import { showDialog } from "@/app/dialogs";
import { Icon, type IconName } from "@/components/Icon";

/** What somebody does first in a project that has no workflow yet. */
export function StartCard(): ReactElement {
  const editor = useMay("editor");
  return (
    <section className="card" aria-label="Start here">
      <div className="hd">
        <h2>Start here</h2>
        <span className="t3 sm">This project has no workflow yet.</span>
      </div>
      <Step
        icon="workflow"
        title="Make a workflow"
        words="A list of steps with a time to run. Begin with a template, or with an empty canvas."
      >
        <Button
          variant="filled"
          disabled={!editor.may}
          title={editor.why ?? undefined}
          onClick={() => showDialog({ kind: "new-workflow" })}
        >
          New workflow
        </Button>
      </Step>
      <Step
        icon="plug"
        title="Connect a system"
        words="A database, a bucket or an API that your steps read and write. Its secrets are sealed."
      >
        <Link to="/connections" className="btn">
          Connections
        </Link>
      </Step>
      <Step
        icon="blueprints"
        title="See what a step can do"
        words="Blueprints are ready-made steps with a form: query, load, move files, refresh, tell people."
      >
        <Link to="/blueprints" className="btn">
          Blueprints
        </Link>
      </Step>
      <p className="start-foot sm t3">
        To look at a project that has run already: <code>seaway up --demo</code> in an empty folder.
      </p>
    </section>
  );
}

interface StepProps {
  icon: IconName;
  title: string;
  words: string;
  children: ReactNode;
}

function Step({ icon, title, words, children }: StepProps): ReactElement {
  return (
    <div className="start-step">
      <span className="start-tile">
        <Icon name={icon} />
      </span>
      <div>
        <div className="b">{title}</div>
        <div className="t2 sm">{words}</div>
      </div>
      {children}
    </div>
  );
}
