import { Button } from "@mantine/core";
import { type ReactElement, type ReactNode, useEffect, useState } from "react";

import { ApiProblem } from "@/api/client";
import { copyText } from "@/components/CopyId";
import { Icon } from "@/components/Icon";

/** What a panel shows before there is anything: what this is, why you would want it, what to do first. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}): ReactElement {
  return (
    <div className="pstate">
      <div className="b">{title}</div>
      {children ? <div className="t2">{children}</div> : null}
      {action ? <div className="row acts">{action}</div> : null}
    </div>
  );
}

/** Bars in the final sizes; nothing at all for the first 150 ms, a sentence after five seconds. */
export function Loading({
  rows = 3,
  rowHeight = 36,
  what,
}: {
  rows?: number;
  rowHeight?: number;
  what: string;
}): ReactElement {
  const [stage, setStage] = useState<"nothing" | "bars" | "long">("nothing");
  useEffect(() => {
    const soon = setTimeout(() => setStage("bars"), 150);
    const late = setTimeout(() => setStage("long"), 5000);
    return () => {
      clearTimeout(soon);
      clearTimeout(late);
    };
  }, []);
  return (
    <div role="group" aria-busy="true" aria-label={`Loading ${what}`} style={{ minHeight: rows * rowHeight }}>
      {stage === "nothing"
        ? null
        : Array.from({ length: rows }, (_, index) => (
            <div key={index} className="row" style={{ height: rowHeight, padding: "0 14px", gap: 10 }}>
              <span className="skeleton" style={{ width: 14, height: 14, borderRadius: "50%" }} />
              <span className="skeleton" style={{ width: `${28 + ((index * 17) % 23)}%` }} />
              <span className="grow" />
              <span className="skeleton" style={{ width: 56 }} />
            </div>
          ))}
      {stage === "long" ? <div className="t3 sm pad">Still waiting for {what} from the server.</div> : null}
    </div>
  );
}

/** What failed, what still holds, and what to do; only the panel that failed shows it. */
export function Failed({
  what = "this",
  title,
  error,
  onRetry,
}: {
  what?: string;
  /** What happened, where it was not a load: "The run was not started". */
  title?: string;
  error: unknown;
  onRetry?: () => void;
}): ReactElement {
  const problem = error instanceof ApiProblem ? error : null;
  const [isCopied, setCopied] = useState(false);
  const isDenied = problem?.status === 403;
  return (
    <div className="pstate fail" role="alert">
      <Icon name={isDenied ? "lock" : "alert"} />
      <div>
        <div className="b">{title ?? (isDenied ? `You may not see ${what}` : `Could not load ${what}`)}</div>
        <div className="t2">
          {error instanceof Error ? error.message : "The answer could not be read."} {problem?.hint}
        </div>
        <div className="row acts">
          {onRetry && !isDenied ? <Button onClick={onRetry}>Try again</Button> : null}
          {problem ? (
            <Button variant="subtle" onClick={() => void copyText(problem.details).then(() => setCopied(true))}>
              {isCopied ? "Copied" : "Copy details"}
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}

interface Loadable<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** One query, all its states: old data stays while new comes or fails; the error then stands above it. */
export function Panel<T>({
  query,
  what,
  rows,
  rowHeight,
  children,
}: {
  query: Loadable<T>;
  what: string;
  rows?: number;
  rowHeight?: number;
  children: (data: T) => ReactNode;
}): ReactElement {
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? (
          <div className="stale" role="status">
            <Icon name="alert" size={14} />
            <span className="grow">What you see is older: {said(query.error)}</span>
            <Button size="xs" variant="subtle" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (query.error) return <Failed what={what} error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading what={what} rows={rows} rowHeight={rowHeight} />;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : "the answer could not be read.";
}
