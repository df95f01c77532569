import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { type CheckResult, type ConnectionType, checkConnection } from "@/api/connections";
import { useMay } from "@/api/session";
import type { Connection } from "@/api/types";
import { Icon } from "@/components/Icon";
import { Failed } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";
import { fieldsOf } from "@/form/schema";
import { SET } from "@/form/SecretField";

import { CheckLine } from "./CheckLine";

const places: Record<Connection["source"], string> = {
  environment: "It is read from the environment of the server. Change the variable there and start the server again.",
  project: "It stands in the project's file. Change it there: everybody who has the project sees the same.",
  vault: "It stands in HashiCorp Vault. Change it there; the next task reads the new one.",
  store: "It stands in Seaway's store.",
};

export interface ConnectionFactsProps {
  connection: Connection;
  type: ConnectionType | undefined;
  /** Why this person may not edit, if so. */
  why: string | null;
}

/** A connection that can't be changed here, with where it can. */
export function ConnectionFacts({ connection, type, why }: ConnectionFactsProps): ReactElement {
  const labels = new Map(fieldsOf(type?.schema ?? {}).map((field) => [field.name, field.label]));
  const fields = Object.entries(connection.fields).filter(([name]) => name !== "type");
  return (
    <div className="form-stack">
      <div className="stale">
        <Icon name="lock" size={14} />
        <span>
          {connection.is_editable ? `${why ?? "Its type is not installed here"}.` : places[connection.source]}{" "}
          {connection.is_editable ? null : <span className="mono">{connection.place}</span>}
        </span>
      </div>
      <dl className="facts-list">
        <dt>Type</dt>
        <dd>{connection.title || connection.type || "not known"}</dd>
        {fields.map(([name, value]) => (
          <Fact key={name} label={labels.get(name) ?? name} value={value} />
        ))}
        <dt>Used in</dt>
        <dd>
          <UsedIn workflows={connection.used_in} />
        </dd>
      </dl>
      <Test name={connection.name} />
    </div>
  );
}

function Fact({ label, value }: { label: string; value: unknown }): ReactElement {
  return (
    <>
      <dt>{label}</dt>
      <dd className="mono">
        {value === SET ? (
          <span className="t3">set, not shown</span>
        ) : typeof value === "string" ? (
          value
        ) : (
          JSON.stringify(value)
        )}
      </dd>
    </>
  );
}

function Test({ name }: { name: string }): ReactElement {
  const operator = useMay("operator");
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<CheckResult | null>(null);
  const [error, setError] = useState<unknown>(null);
  async function go(): Promise<void> {
    setBusy(true);
    setError(null);
    await checkConnection(name).then(setResult, setError);
    setBusy(false);
  }
  return (
    <>
      {result ? <CheckLine result={result} /> : null}
      {error ? <Failed title="It could not be tested" error={error} /> : null}
      <div className="row form-end">
        <Button loading={isBusy} disabled={!operator.may} title={operator.why ?? undefined} onClick={() => void go()}>
          Test
        </Button>
      </div>
    </>
  );
}
