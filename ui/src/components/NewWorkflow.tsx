import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactElement, useState } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import { keys, queryClient, useConnections } from "@/api/queries";
import type { WorkflowSummary } from "@/api/types";
import { Failed } from "@/components/PanelState";

interface Template {
  name: string;
  title: string;
  description: string;
  needs: string[];
  connections: { name: string; type: string }[];
}

const good = /^[a-z][a-z0-9_-]{0,63}$/;

/** What somebody types as a name, as the name of a file. */
const toId = (typed: string): string => typed.toLowerCase().replace(/\s+/g, "-");

/** A new workflow, empty or from a template; it opens in the builder. */
export function NewWorkflow({ onClose }: { onClose: () => void }): ReactElement {
  const project = useProject();
  const navigate = useNavigate();
  const [id, setId] = useState("");
  const [template, setTemplate] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const templates = useQuery({
    queryKey: ["project", project, "templates"],
    queryFn: async () => {
      const found = await api.get<Template[] | { items: Template[] }>(inProject("/templates"));
      return Array.isArray(found) ? found : found.items;
    },
    staleTime: Infinity,
  });
  const chosen = templates.data?.find((one) => one.name === template);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!good.test(id)) return;
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<WorkflowSummary>(inProject("/workflows"), { id, ...(template ? { template } : {}) });
      void queryClient.invalidateQueries({ queryKey: keys.workflows(project).slice(0, 3) });
      onClose();
      void navigate({ to: "/workflows/$id", params: { id: made.id } });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  }
  return (
    <Modal opened onClose={onClose} title="New workflow">
      <form onSubmit={(event) => void submit(event)} noValidate style={{ display: "grid", gap: 14 }}>
        <TextInput
          label="Name"
          withAsterisk
          data-autofocus
          placeholder="daily-orders"
          description={
            <>
              Its file is <span className="mono">workflows/{id || "name"}.yaml</span>.
            </>
          }
          styles={{ input: { fontFamily: "var(--mono)" } }}
          value={id}
          onChange={(event) => setId(toId(event.currentTarget.value))}
          error={isTried && !good.test(id) ? "Small letters, digits, - and _; a letter first, 64 at most." : undefined}
        />
        <Select
          label="Start from"
          data={(templates.data ?? []).map((one) => ({ value: one.name, label: one.title || one.name }))}
          value={template}
          onChange={setTemplate}
          clearable
          placeholder="an empty workflow"
          description={chosen?.description}
        />
        {chosen ? <Needs template={chosen} /> : null}
        {error ? <Failed title="The workflow was not made" error={error} /> : null}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            Make it
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What the project must have before the workflow runs; connections that it has already are left out. */
function Needs({ template }: { template: Template }): ReactElement | null {
  const known = useConnections();
  const names = new Set(known.data?.map((one) => one.name));
  const missing = known.data ? template.connections.filter((one) => !names.has(one.name)) : [];
  if (missing.length === 0 && template.needs.length === 0) return null;
  return (
    <div className="t2 sm" role="note">
      Before it runs, it needs:
      <ul style={{ margin: "4px 0 0", paddingInlineStart: 18 }}>
        {template.needs.map((need) => (
          <li key={need}>{need.replaceAll("`", "")}</li>
        ))}
        {missing.map((one) => (
          <li key={one.name}>
            the connection <span className="mono">{one.name}</span> ({one.type}).{" "}
            <Link to="/connections" search={{ new: "1" }} className="link">
              Create connection
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
