import { Button, TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";

import type { Answer } from "@/api/client";
import { type ConnectionType, signInTo } from "@/api/connections";
import { useConnections } from "@/api/queries";
import type { Connection } from "@/api/types";
import { Icon } from "@/components/Icon";
import { Failed } from "@/components/PanelState";
import { When } from "@/components/When";
import { FieldProblems } from "@/form/expression-context";
import { Said } from "@/components/Said";
import { SecretLine } from "@/form/SecretField";
import { SchemaForm } from "@/form/SchemaForm";

import { CheckLine } from "./CheckLine";
import { ConflictPanel } from "./ConflictPanel";
import { fieldsFromUrl, typeIcon } from "./types";
import { type Draft, useConnectionDraft } from "./useConnectionDraft";

export interface ConnectionFormProps {
  type: ConnectionType;
  /** What is changed; null makes a new one. */
  base: Answer<Connection> | null;
  onSaved: (saved: Answer<Connection>) => void;
  /** At the left of the foot: delete, or back to the systems. */
  aside?: ReactElement;
}

/** The form of a connection, made of its type; it can be tested before anything is saved. */
export function ConnectionForm({ type, base, onSaved, aside }: ConnectionFormProps): ReactElement {
  const draft = useConnectionDraft(type, base, onSaved);
  return (
    <form
      className="form-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void draft.save();
      }}
    >
      <div className="form-title">
        <span className="type-glyph">
          <Icon name={typeIcon(type.type, type.category)} />
        </span>
        <span className="t2">
          <Said text={type.description} />
        </span>
      </div>
      {base ? <SignIn type={type} base={base.data} isChanged={draft.isChanged} /> : <NameField draft={draft} />}
      {base ? null : <PasteUrl type={type} draft={draft} />}
      <FieldProblems value={draft.problems}>
        <SchemaForm isPlain schema={type.schema} values={draft.fields} onChange={draft.setField} />
      </FieldProblems>
      <TextInput
        label="Description"
        description="What it is for, in one line."
        value={draft.description}
        onChange={(event) => draft.setDescription(event.currentTarget.value)}
      />
      {draft.result ? <CheckLine result={draft.result} /> : null}
      {draft.error ? <Failed title="It was not done" error={draft.error} /> : null}
      {draft.theirs ? (
        <ConflictPanel
          mine={draft.fields}
          theirs={draft.theirs}
          onKeepMine={() => void draft.save(draft.theirs)}
          onTakeTheirs={draft.takeTheirs}
        />
      ) : null}
      <div className="form-foot">
        {aside}
        <span className="grow" />
        <Button loading={draft.busy === "test"} onClick={() => void draft.test()}>
          Test
        </Button>
        {draft.theirs ? null : (
          <Button type="submit" variant="filled" loading={draft.busy === "save"}>
            Save
          </Button>
        )}
      </div>
    </form>
  );
}

function NameField({ draft }: { draft: Draft }): ReactElement {
  const taken = (useConnections().data ?? []).map((each) => each.name);
  const isTaken = taken.includes(draft.name);
  return (
    <TextInput
      label="Name"
      withAsterisk
      data-autofocus
      description={
        <>
          Workflows call it by this name: <span className="mono">connection: {draft.name || "name"}</span>.
        </>
      }
      styles={{ input: { fontFamily: "var(--mono)" } }}
      value={draft.name}
      error={draft.nameProblem || (isTaken ? `There is a connection ${draft.name} already.` : undefined)}
      onChange={(event) => draft.setName(event.currentTarget.value.toLowerCase().replace(/[\s-]+/g, "_"))}
    />
  );
}

/** An address that holds everything, taken apart into the fields; it may hold a password, so it is in dots. */
function PasteUrl({ type, draft }: { type: ConnectionType; draft: Draft }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const [url, setUrl] = useState("");
  const take = (typed: string) => {
    setUrl(typed);
    const found = fieldsFromUrl(type.schema, typed);
    if (!found) return;
    for (const [name, value] of Object.entries(found)) draft.setField(name, value);
    setUrl("");
    setOpen(false);
  };
  if (!isOpen)
    return (
      <button type="button" className="btn g s fold-more" onClick={() => setOpen(true)}>
        <Icon name="link" size={14} />
        Fill from an address
      </button>
    );
  return (
    <div className="field" data-field="Address">
      <label htmlFor="connection-url">Address</label>
      <SecretLine id="connection-url" label="Address" value={url} isFocused onChange={take} />
      <div className="hint">
        Paste <code>{type.type}://user:password@host/…</code>; the fields beneath are filled.
      </div>
    </div>
  );
}

/** Of a system that signs people in: whether somebody is, and the way there and back. */
function SignIn({
  type,
  base,
  isChanged,
}: {
  type: ConnectionType;
  base: Connection;
  isChanged: boolean;
}): ReactElement | null {
  const now = useConnections().data?.find((each) => each.name === base.name)?.sign_in ?? base.sign_in;
  const [error, setError] = useState<unknown>(null);
  if (!type.oauth || !now?.needs_person) return null;
  async function go(): Promise<void> {
    // Opened by the click itself: a window that opens later is held back by browsers.
    const tab = window.open("", "_blank");
    try {
      const { url } = await signInTo(base.name);
      if (tab) tab.location.href = url;
      else window.location.href = url;
    } catch (problem) {
      tab?.close();
      setError(problem);
    }
  }
  return (
    <div className="card pad form-stack">
      <div className="row">
        <span className="grow">
          {now.is_signed_in ? "Signed in" : now.problem || "Nobody is signed in yet"}
          {now.expires_at ? (
            <span className="t3 sm">
              {" "}
              until <When at={now.expires_at} />, then renewed
            </span>
          ) : null}
        </span>
        <Button disabled={isChanged} title={isChanged ? "Save first" : undefined} onClick={() => void go()}>
          Sign in with {type.title}
        </Button>
      </div>
      {error ? <Failed title="The sign-in did not begin" error={error} /> : null}
    </div>
  );
}
