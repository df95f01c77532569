import { useEffect, useRef, useState } from "react";

import { ApiProblem } from "@/api/client";
import type { InputField, Json, Uploaded } from "@/api/types";
import { isStopped, upload } from "@/api/upload";

import { refuseFile } from "./files";
import { isSending } from "./inputs";

export interface Sending {
  /** The one on the way. */
  file: File | null;
  /** How much of it has left, 0 to 1. */
  share: number;
  /** The last one that arrived. */
  sent: Uploaded | null;
  problem: string | null;
  start: (file: File) => void;
  stop: () => void;
}

export interface UploadOf {
  field: InputField;
  /** Bytes; null where no limit is known. */
  most: number | null;
  value: Json;
  onChange: (value: Json) => void;
}

/** Sends one file at a time for a field; leaving the form stops it. The field's value says meanwhile that one is on the way;
 * what stood there before stands there again where it does not arrive. */
export function useUpload({ field, most, value, onChange }: UploadOf): Sending {
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const [sent, setSent] = useState<Uploaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const way = useRef<AbortController | null>(null);
  const before = useRef<Json>("");
  // What else is typed meanwhile must stand: the newest handler, not that of when it began.
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  }, [onChange]);
  useEffect(() => () => way.current?.abort(), []);

  const settle = (own: AbortController, value: Json, said: string | null): void => {
    if (way.current !== own) return;
    way.current = null;
    setFile(null);
    setProblem(said);
    latest.current(value);
  };

  const start = (next: File): void => {
    const refused = refuseFile(next, field, most);
    setProblem(refused);
    if (refused !== null) return;
    way.current?.abort();
    const own = new AbortController();
    way.current = own;
    if (!isSending(value)) before.current = value;
    setFile(next);
    setShare(0);
    onChange({ sending: next.name });
    upload(next, { onProgress: (now) => way.current === own && setShare(now), signal: own.signal }).then(
      (arrived) => {
        setSent(arrived);
        settle(own, arrived.reference, null);
      },
      (error: unknown) => settle(own, before.current, isStopped(error) ? null : sayWhy(next, error)),
    );
  };
  return { file, share, sent, problem, start, stop: () => way.current?.abort() };
}

function sayWhy(file: File, error: unknown): string {
  if (!(error instanceof ApiProblem)) return `${file.name} was not sent. Try again.`;
  return `${file.name} was not sent: ${[error.message, error.hint].filter(Boolean).join(". ")}`;
}
