import { Button, Modal, Select, TagsInput, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { ApiProblem, api } from "@/api/client";
import { type MadeToken, type TokenDocument, usePeopleList } from "@/api/people";
import { queryClient, useSession } from "@/api/queries";
import { CopyId } from "@/components/CopyId";
import { Icon } from "@/components/Icon";
import { Empty, Failed, Panel } from "@/components/PanelState";
import { When } from "@/components/When";

import { Part, change } from "./parts";

export function TokensSection(): ReactElement {
  const tokens = usePeopleList<TokenDocument>("/tokens");
  const [isOpen, setOpen] = useState(false);
  return (
    <Part
      title="Tokens"
      about="A program signs in with a token. It may never do more than you may, and only what its scopes name."
      action={
        <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setOpen(true)}>
          New token
        </Button>
      }
    >
      <Panel query={tokens} what="your tokens" rows={2}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No tokens yet">
              The command line takes one from <code className="mono">SEAWAY_TOKEN</code>, to work with this server from
              elsewhere.
            </Empty>
          ) : (
            <TokenTable rows={rows} />
          )
        }
      </Panel>
      {isOpen ? <NewToken onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}

function TokenTable({ rows }: { rows: TokenDocument[] }): ReactElement {
  return (
    <table className="list">
      <thead>
        <tr>
          <th>Name</th>
          <th>Begins with</th>
          <th style={{ width: "26%" }}>Scopes</th>
          <th>Project</th>
          <th>Used</th>
          <th>Ends</th>
          <th style={{ width: 96 }} aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="m">{row.name}</td>
            <td className="mono">{row.start}…</td>
            <td title={row.scopes.join(", ")}>
              {row.scopes.map((scope) => (
                <span key={scope} className="tag mono">
                  {scope}
                </span>
              ))}
            </td>
            <td>{row.project ?? <span className="t3">all of yours</span>}</td>
            <td>
              <When at={row.used_at} none="never" />
            </td>
            <td>
              <When at={row.expires_at} none="never" />
            </td>
            <td className="r">
              <Button
                size="xs"
                onClick={() => void change(() => api.del(`/tokens/${row.id}`), "/tokens", `${row.name} works no more.`)}
              >
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "without end" },
];

function NewToken({ onClose }: { onClose: () => void }): ReactElement {
  const projects = useSession().data?.projects ?? [];
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["read"]);
  const [project, setProject] = useState<string | null>(null);
  const [days, setDays] = useState<string | null>("90");
  const [made, setMade] = useState<MadeToken | null>(null);
  const [error, setError] = useState<unknown>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const ends = days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null;
    try {
      setMade(await api.post<MadeToken>("/tokens", { name, scopes, project, expires_at: ends }));
      await queryClient.invalidateQueries({ queryKey: ["people", "/tokens"] });
    } catch (problem) {
      setError(problem);
    }
  }
  if (made) return <Shown made={made} onClose={onClose} />;
  const nameError = error instanceof ApiProblem && error.status === 422 ? error.message : undefined;
  return (
    <Modal opened onClose={onClose} title="New token">
      <form className="set-form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label="Name"
          placeholder="deployment"
          withAsterisk
          data-autofocus
          value={name}
          error={nameError}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TagsInput
          label="Scopes"
          description="all, read, an action such as runs.start, or a noun such as runs.*"
          data={["all", "read", "runs.*", "runs.start", "workflows.*"]}
          value={scopes}
          onChange={setScopes}
        />
        <Select
          label="Project"
          placeholder="all of yours"
          clearable
          data={projects.map((one) => one.name)}
          value={project}
          onChange={setProject}
        />
        <Select label="Works for" data={lifetimes} value={days} onChange={setDays} allowDeselect={false} />
        {error && !nameError ? <Failed title="The token was not made" error={error} /> : null}
        <div className="row set-end">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" disabled={name.trim() === "" || scopes.length === 0}>
            Make the token
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Shown({ made, onClose }: { made: MadeToken; onClose: () => void }): ReactElement {
  return (
    <Modal opened onClose={onClose} title={`The token ${made.name}`} closeOnClickOutside={false}>
      <p className="t2">Copy it now: it is not kept and is never shown again.</p>
      <div className="set-secret">
        <CopyId value={made.token} what="token" />
      </div>
      <div className="row set-end">
        <Button variant="filled" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Modal>
  );
}
