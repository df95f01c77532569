import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { api } from "@/api/client";
import { type ProjectDocument, usePeopleList } from "@/api/people";
import { setProject, useProject } from "@/api/project";
import { keys, queryClient, useSession } from "@/api/queries";
import { Icon } from "@/components/Icon";
import { Failed, Panel } from "@/components/PanelState";
import { When } from "@/components/When";

import { Part } from "./parts";

export function ProjectsSection(): ReactElement {
  const projects = usePeopleList<ProjectDocument>("/projects");
  const current = useProject();
  const isAdmin = useSession().data?.user.is_admin === true;
  const [isOpen, setOpen] = useState(false);
  return (
    <Part
      title="Projects"
      about="A project has its own workflows, connections, variables and people. These are those that you may see."
      action={
        <Button
          leftSection={<Icon name="plus" size={14} />}
          disabled={!isAdmin}
          title={isAdmin ? undefined : "Needs an admin of the server"}
          onClick={() => setOpen(true)}
        >
          New project
        </Button>
      }
    >
      <Panel query={projects} what="the projects" rows={2}>
        {(rows) => (
          <table className="list">
            <thead>
              <tr>
                <th>Project</th>
                <th>Label</th>
                <th>Time zone</th>
                <th>Your role</th>
                <th>Files</th>
                <th>Made</th>
                <th style={{ width: 110 }} aria-label="Actions" />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <td className="m mono">{row.name}</td>
                  <td>{row.label}</td>
                  <td>{row.timezone}</td>
                  <td>{row.role}</td>
                  <td>{row.is_served ? "on this server" : <span className="t3">not on this server</span>}</td>
                  <td>
                    <When at={row.created_at} />
                  </td>
                  <td className="r">
                    {row.name === current ? (
                      <span className="tag key">open</span>
                    ) : (
                      <Button size="xs" onClick={() => setProject(row.name)}>
                        Open
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {isOpen ? <NewProject onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}

function NewProject({ onClose }: { onClose: () => void }): ReactElement {
  const [name, setName] = useState("");
  const [label, setLabel] = useState("");
  const [timezone, setTimezone] = useState(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [error, setError] = useState<unknown>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      await api.post("/projects", { name, label, timezone });
      await queryClient.invalidateQueries({ queryKey: ["people", "/projects"] });
      await queryClient.invalidateQueries({ queryKey: keys.session });
      onClose();
    } catch (problem) {
      setError(problem);
    }
  }
  return (
    <Modal opened onClose={onClose} title="New project">
      <form className="set-form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label="Name"
          description="Letters, digits, - and _; it stands in addresses and commands."
          withAsterisk
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput label="Label" value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        <TextInput
          label="Time zone"
          description="Times of this project are said in it."
          value={timezone}
          onChange={(event) => setTimezone(event.currentTarget.value)}
        />
        {error ? <Failed title="The project was not made" error={error} /> : null}
        <div className="row set-end">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" disabled={name === ""}>
            Make the project
          </Button>
        </div>
      </form>
    </Modal>
  );
}
