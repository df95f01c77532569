import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useState } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import type { BlueprintDetail } from "@/api/types";
import { CopyId, copyText } from "@/components/CopyId";
import { Icon } from "@/components/Icon";
import { Markdown } from "@/components/Markdown";
import { Panel } from "@/components/PanelState";
import { SchemaForm } from "@/form/SchemaForm";

/** One blueprint whole: docs, its form to try out, the YAML of it, what it gives, how it fails, where it is used. */
export function BlueprintSheet({ name }: { name: string }): ReactElement {
  const project = useProject();
  const query = useQuery({
    queryKey: ["project", project, "blueprints", name],
    queryFn: ({ signal }) =>
      api.get<BlueprintDetail>(inProject(`/blueprints/${encodeURIComponent(name)}`, project), undefined, signal),
  });
  return (
    <Panel query={query} what="the blueprint" rows={6}>
      {(detail) => <Sheet detail={detail} />}
    </Panel>
  );
}

function Sheet({ detail }: { detail: BlueprintDetail }): ReactElement {
  const [values, setValues] = useState<Record<string, unknown>>({});
  return (
    <div className="bp-sheet">
      <div>
        <h1>{detail.title}</h1>
        <CopyId value={detail.name} what="name" />
      </div>
      <div className="row bp-facts">
        <span className="tag">{detail.category}</span>
        <span className="tag">version {detail.version}</span>
        {detail.waits ? <span className="tag">waits without a worker</span> : null}
        {detail.is_idempotent ? <span className="tag">running it twice does no harm</span> : null}
        {detail.extra ? <span className="tag">needs the extra {detail.extra}</span> : null}
      </div>
      <Markdown text={detail.docs || detail.description} />
      <Section title="Form">
        <div className="bp-form">
          <SchemaForm
            blueprint={detail.name}
            schema={detail.input_schema}
            values={values}
            onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
          />
        </div>
        <p className="t3 sm">To try it out: nothing of it is kept.</p>
      </Section>
      <Section title="In a workflow">
        <Snippet text={detail.snippet} />
      </Section>
      <Section title="Where it is used">
        {detail.used_in.length === 0 ? <p className="t2">No workflow uses it yet.</p> : null}
        <div className="row bp-used">
          {detail.used_in.map((workflow) => (
            <Link key={workflow} to="/workflows/$id" params={{ id: workflow }} className="link">
              {workflow}
            </Link>
          ))}
        </div>
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Snippet({ text }: { text: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="bp-code">
      <pre className="code">{text.trimEnd()}</pre>
      <Button size="xs" onClick={() => void copyText(text).then(() => setCopied(true))}>
        <Icon name={isCopied ? "check" : "copy"} size={14} />
        <span className="bp-copy">{isCopied ? "Copied" : "Copy"}</span>
      </Button>
    </div>
  );
}
