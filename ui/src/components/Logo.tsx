import type { ReactElement } from "react";

export function Logo({ size = 20 }: { size?: number }): ReactElement {
  return (
    <svg className="logo" viewBox="0 0 20 20" width={size} height={size} aria-hidden>
      <rect width="20" height="20" rx="5.5" fill="currentColor" />
      <path
        d="M5 13.2c2.6 0 2.6-6.4 5-6.4s2.4 6.4 5 6.4"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <circle cx="5" cy="13.2" r="1.7" fill="var(--on-accent)" />
      <circle cx="15" cy="13.2" r="1.7" fill="var(--on-accent)" />
    </svg>
  );
}
