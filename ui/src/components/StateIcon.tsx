import type { ReactElement } from "react";

import type { State } from "@/api/types";

/** One shape a state: colour is never the only sign. */
const shapes: Record<State, ReactElement> = {
  pending: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.3 2.4" />
    </>
  ),
  queued: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <g fill="currentColor">
        <circle cx="5.2" cy="8" r="1" />
        <circle cx="8" cy="8" r="1" />
        <circle cx="10.8" cy="8" r="1" />
      </g>
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity=".28" strokeWidth="2" />
      <path
        className="spin"
        d="M8 2a6 6 0 0 1 5.2 9"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="8" cy="8" r="2.2" fill="currentColor" />
    </>
  ),
  deferred: (
    <>
      <path d="M14 9.8A6.4 6.4 0 1 1 6.2 2a5.2 5.2 0 0 0 7.8 7.8z" fill="currentColor" />
    </>
  ),
  awaiting_input: (
    <>
      <circle cx="8" cy="4.8" r="3" fill="currentColor" />
      <path d="M2 14c.4-3.4 2.7-5.2 6-5.2s5.6 1.8 6 5.2z" fill="currentColor" />
    </>
  ),
  up_for_retry: (
    <>
      <path
        d="M13.2 9.2A5.4 5.4 0 1 1 12 4.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
      <path d="M13.7 1.8v4.4H9.3z" fill="currentColor" />
    </>
  ),
  success: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path
        d="m4.9 8.2 2.2 2.2 4-4.4"
        fill="none"
        stroke="var(--on-state)"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  failed: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" stroke="var(--on-state)" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  timed_out: (
    <>
      <path d="M6.2.8h3.6v1.8H6.2z" fill="currentColor" />
      <circle cx="8" cy="9" r="6.2" fill="currentColor" />
      <path d="M8 5.6V9l2.3 1.5" fill="none" stroke="var(--on-state)" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  crashed: (
    <>
      <path d="M8 .4 15.6 8 8 15.6.4 8z" fill="currentColor" />
      <path d="M8.9 3.8 5.7 8.6h2.1l-.8 3.6 3.3-4.9H8.1z" fill="var(--on-state)" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <rect x="5.4" y="5.4" width="5.2" height="5.2" rx=".8" fill="currentColor" />
    </>
  ),
  skipped: (
    <>
      <path
        d="m2.5 4 4 4-4 4M7.5 4l4 4-4 4M13.6 4v8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  upstream_failed: (
    <>
      <path
        d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      />
      <path
        d="M11 8H5.2M7.5 5.6 5.1 8l2.4 2.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  paused: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6.4 5.6v4.8M9.6 5.6v4.8" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  cancelling: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="4 2.5" />
      <rect x="5.4" y="5.4" width="5.2" height="5.2" rx=".8" fill="currentColor" />
    </>
  ),
};

const words: Record<State, string> = {
  pending: "Pending",
  queued: "Queued",
  running: "Running",
  deferred: "Deferred",
  awaiting_input: "Awaiting input",
  up_for_retry: "Up for retry",
  success: "Success",
  failed: "Failed",
  timed_out: "Timed out",
  crashed: "Crashed",
  cancelled: "Cancelled",
  skipped: "Skipped",
  upstream_failed: "Upstream failed",
  paused: "Paused",
  cancelling: "Cancelling",
};

export function stateWord(state: State): string {
  return words[state];
}

export interface StateIconProps {
  state: State;
  size?: 12 | 14 | 16 | 20;
  /** The state's word stands beside it already. */
  isDecoration?: boolean;
  /** A failure that the workflow allows: the same shape, without the alarm. */
  isAllowed?: boolean;
  /** The running arc turns once in 1.6 s; at most 50 at a time. */
  isTurning?: boolean;
}

export function StateIcon({ state, size = 16, isDecoration, isAllowed, isTurning }: StateIconProps): ReactElement {
  const label = isAllowed ? `${words[state]}, allowed` : words[state];
  return (
    <svg
      className={`st s-${state}${isAllowed ? " allowed" : ""}${isTurning ? " turning" : ""}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      role={isDecoration ? undefined : "img"}
      aria-label={isDecoration ? undefined : label}
      aria-hidden={isDecoration ? true : undefined}
    >
      {shapes[state]}
    </svg>
  );
}
