import { useState } from "react";

import { type Answer, ApiProblem } from "@/api/client";
import {
  type CheckResult,
  type ConnectionType,
  type Fields,
  checkConnection,
  readConnection,
  saveConnection,
  tryConnection,
} from "@/api/connections";
import { useConnections } from "@/api/queries";
import type { Connection } from "@/api/types";
import { fieldProblem } from "@/form/checks";
import { fieldsOf, isWanted } from "@/form/schema";

import { freeName, NAME } from "./types";

export interface Draft {
  name: string;
  nameProblem: string;
  fields: Fields;
  description: string;
  /** By field, once somebody tried to save or test. */
  problems: Record<string, string>;
  isChanged: boolean;
  busy: "" | "save" | "test";
  result: CheckResult | null;
  error: unknown;
  /** What somebody else saved meanwhile. */
  theirs: Answer<Connection> | null;
  setName: (name: string) => void;
  setField: (name: string, value: unknown) => void;
  setDescription: (text: string) => void;
  test: () => Promise<void>;
  save: (over?: Answer<Connection> | null) => Promise<void>;
  takeTheirs: () => void;
}

/** What the form of a connection holds, and what can be done with it. */
export function useConnectionDraft(
  type: ConnectionType,
  base: Answer<Connection> | null,
  onSaved: (saved: Answer<Connection>) => void,
): Draft {
  const taken = (useConnections().data ?? []).map((each) => each.name);
  const [name, setName] = useState(base?.data.name ?? freeName(type.type, taken));
  const [fields, setFields] = useState<Fields>(() => withoutType(base?.data.fields ?? {}));
  const [description, setDescription] = useState(base?.data.description ?? "");
  const [isChanged, setChanged] = useState(base === null);
  const [isTried, setTried] = useState(false);
  const [busy, setBusy] = useState<Draft["busy"]>("");
  const [result, setResult] = useState<CheckResult | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<Answer<Connection> | null>(null);

  const problems = isTried ? problemsOf(type, fields) : {};
  const nameProblem = isTried && !NAME.test(name) ? "Small letters, digits and _; a letter first." : "";

  async function act(kind: "save" | "test", what: () => Promise<void>): Promise<void> {
    setTried(true);
    if (Object.keys(problemsOf(type, fields)).length > 0 || (kind === "save" && !NAME.test(name))) return;
    setBusy(kind);
    setError(null);
    setResult(null);
    try {
      await what();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy("");
    }
  }

  const test = () =>
    act("test", async () => {
      const isKept = base !== null && !isChanged;
      setResult(
        isKept
          ? await checkConnection(base.data.name)
          : await tryConnection(type.type, fields, base?.data.name ?? null),
      );
    });

  const save = (over: Answer<Connection> | null = null) =>
    act("save", async () => {
      const etag = base ? (over?.etag ?? base.etag) : null;
      try {
        const saved = await saveConnection(name, { type: type.type, fields, description }, etag);
        setChanged(false);
        onSaved(saved);
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.status !== 412 || base === null) throw problem;
        setTheirs(await readConnection(name));
      }
    });

  return {
    name,
    nameProblem,
    fields,
    description,
    problems,
    isChanged,
    busy,
    result,
    error,
    theirs,
    setName,
    setField: (field, value) => {
      setChanged(true);
      setResult(null);
      setFields((old) => changed(old, field, value));
    },
    setDescription: (text) => {
      setChanged(true);
      setDescription(text);
    },
    test,
    save,
    takeTheirs: () => {
      if (theirs) onSaved(theirs);
    },
  };
}

function withoutType(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== "type"));
}

function changed(fields: Fields, name: string, value: unknown): Fields {
  const rest = Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name));
  return value === undefined ? rest : { ...fields, [name]: value };
}

function problemsOf(type: ConnectionType, values: Fields): Record<string, string> {
  const all = fieldsOf(type.schema);
  const found = all
    .filter((field) => isWanted(field, all, values))
    .map((field) => [field.name, fieldProblem(field, values[field.name] ?? undefined)] as const);
  return Object.fromEntries(found.filter(([, problem]) => problem !== ""));
}
