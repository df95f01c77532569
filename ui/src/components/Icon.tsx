import type { CSSProperties, ReactElement } from "react";

/** Our own glyphs: 16 px grid, 1.5 px stroke, round ends. A system shows the glyph of its kind, never a logo. */
const glyphs = {
  alert: <path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1" />,
  bell: <path d="M4 6.8a4 4 0 0 1 8 0c0 3 1.2 4 1.2 4H2.8S4 9.8 4 6.8zM6.6 13.4a1.6 1.6 0 0 0 2.8 0" />,
  blueprints: (
    <>
      <rect x="2" y="2" width="5" height="5" rx="1.2" />
      <rect x="2" y="9" width="5" height="5" rx="1.2" />
      <rect x="9" y="9" width="5" height="5" rx="1.2" />
      <path d="M11.5 1.8v5.4M8.8 4.5h5.4" />
    </>
  ),
  book: (
    <path d="M8 4C6.6 2.9 4.6 2.6 2 2.6v10c2.6 0 4.6.3 6 1.4 1.4-1.1 3.4-1.4 6-1.4v-10c-2.6 0-4.6.3-6 1.4zM8 4v10" />
  ),
  branch: <path d="M2 8h4l3-4.5h5M6 8l3 4.5h5M12 1.8l2 1.7-2 1.7M12 10.8l2 1.7-2 1.7" />,
  bucket: <path d="M2.8 4.2h10.4l-1.2 9H4zM2.8 4.2c0-1.2 2.3-2 5.2-2s5.2.8 5.2 2" />,
  calendar: (
    <>
      <rect x="2" y="3" width="12" height="11" rx="2" />
      <path d="M2 6.5h12M5.2 1.5V4M10.8 1.5V4" />
    </>
  ),
  chart: (
    <>
      <path d="M2 2v11.2a.8.8 0 0 0 .8.8H14" />
      <path d="m4.8 10 2.7-3.4 2.4 1.9 3.3-4.4" />
    </>
  ),
  check: <path d="m3 8.5 3.3 3.3L13 4.8" />,
  chevrons: <path d="m3.5 4 4 4-4 4M8.5 4l4 4-4 4" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.6V8l2.4 1.6" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  code: <path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5M9 3.2 7 12.8" />,
  columns: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M6 2.5v11M10 2.5v11" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  database: (
    <>
      <ellipse cx="8" cy="3.8" rx="5.2" ry="2" />
      <path d="M2.8 3.8v8.4c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2V3.8M2.8 8c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2" />
    </>
  ),
  down: <path d="M3.5 6 8 10.5 12.5 6" />,
  download: <path d="M8 2v8M4.7 6.9 8 10.2l3.3-3.3M2.5 13.5h11" />,
  drag: <path d="M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1" />,
  edit: <path d="M10.8 2.8 13.2 5.2 5.4 13H3v-2.4zM9 4.6 11.4 7" />,
  external: <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3" />,
  eye: (
    <>
      <path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  file: <path d="M4 1.8h5l3.5 3.5v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V2.8a1 1 0 0 1 1-1zM9 1.8v3.5h3.5" />,
  filter: <path d="M2 4h12M4.5 8h7M6.5 12h3" />,
  fit: (
    <path d="M2.5 6V3.5a1 1 0 0 1 1-1H6M10 2.5h2.5a1 1 0 0 1 1 1V6M13.5 10v2.5a1 1 0 0 1-1 1H10M6 13.5H3.5a1 1 0 0 1-1-1V10" />
  ),
  folder: <path d="M1.8 4.2a1 1 0 0 1 1-1h3.4l1.6 1.8h5.4a1 1 0 0 1 1 1v6.2a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1z" />,
  foreach: (
    <>
      <rect x="2" y="6" width="8" height="8" rx="1.5" />
      <path d="M4.6 3.8h6.9a.8.8 0 0 1 .8.8v6.9M7.2 1.8h6.3a.7.7 0 0 1 .7.7v6.3" />
    </>
  ),
  gear: (
    <>
      <circle cx="8" cy="8" r="2.1" />
      <path d="M8 1.6v2M8 12.4v2M1.6 8h2M12.4 8h2M3.5 3.5l1.4 1.4M11.1 11.1l1.4 1.4M12.5 3.5l-1.4 1.4M4.9 11.1l-1.4 1.4" />
    </>
  ),
  git: (
    <>
      <circle cx="4.5" cy="3.8" r="1.6" />
      <circle cx="4.5" cy="12.2" r="1.6" />
      <circle cx="11.5" cy="5.8" r="1.6" />
      <path d="M4.5 5.4v5.2M11.5 7.4c0 2.3-4 1.8-6.6 3.3" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M2 8h12M8 2c2 2 2.6 4 2.6 6S10 12 8 14c-2-2-2.6-4-2.6-6S6 4 8 2z" />
    </>
  ),
  history: <path d="M2.6 8a5.5 5.5 0 1 0 1.7-4L2.6 5.6M2.6 2.4v3.2h3.2M8 5.2V8l2 1.3" />,
  home: <path d="M2.5 7 8 2.5 13.5 7v6a.5.5 0 0 1-.5.5H9.8V9.6H6.2v3.9H3a.5.5 0 0 1-.5-.5z" />,
  hourglass: (
    <path d="M4 2h8M4 14h8M4.8 2v2.4c0 1.6 3.2 2.5 3.2 3.6s-3.2 2-3.2 3.6V14M11.2 2v2.4C11.2 6 8 6.9 8 8s3.2 2 3.2 3.6V14" />
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.4v3.4M8 5.1v.1" />
    </>
  ),
  join: <path d="M2 3.5h3L8.5 8H14M2 12.5h3L8.5 8M12 6l2 2-2 2" />,
  key: (
    <>
      <circle cx="5" cy="11" r="2.8" />
      <path d="m7 9 6-6M11 5l2 2" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.5" y="3.8" width="13" height="8.4" rx="1.5" />
      <path d="M4.2 6.6h.1M6.7 6.6h.1M9.2 6.6h.1M11.7 6.6h.1M5 9.6h6" />
    </>
  ),
  left: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  link: (
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8" />
  ),
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  merge: (
    <>
      <circle cx="6" cy="8" r="4" />
      <circle cx="10" cy="8" r="4" />
    </>
  ),
  message: <path d="M3 2.8h10a1 1 0 0 1 1 1v6.4a1 1 0 0 1-1 1H7.5L4 14v-2.8H3a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1z" />,
  minus: <path d="M3 8h10" />,
  moon: <path d="M13.2 9.7A5.7 5.7 0 1 1 6.3 2.8a4.6 4.6 0 0 0 6.9 6.9z" />,
  more: (
    <>
      <circle cx="3.5" cy="8" r=".6" fill="currentColor" />
      <circle cx="8" cy="8" r=".6" fill="currentColor" />
      <circle cx="12.5" cy="8" r=".6" fill="currentColor" />
    </>
  ),
  note: <path d="M3 3h10M3 6.5h10M3 10h6" />,
  pause: <path d="M5.5 3v10M10.5 3v10" />,
  play: <path d="M4.5 2.8v10.4L13 8z" />,
  plug: <path d="M5.5 1.8v3.4M10.5 1.8v3.4M3.5 5.2h9v2.3a4.5 4.5 0 0 1-9 0zM8 12v2.4" />,
  plus: <path d="M8 3v10M3 8h10" />,
  redo: <path d="M13 6H6.5a3.8 3.8 0 0 0 0 7.5H10M10.2 3l3 3-3 3" />,
  rerun: <path d="M13.4 8A5.4 5.4 0 1 1 11.8 4.2L13.4 6M13.4 2.6V6H10" />,
  right: <path d="m6 3.5 4.5 4.5L6 12.5" />,
  runs: (
    <>
      <path d="M2 4h7M2 8h4.5M2 12h4.5" />
      <path d="M9.5 7.2v6l4.7-3z" />
    </>
  ),
  screen: (
    <>
      <rect x="1.8" y="2.5" width="12.4" height="8.6" rx="1.5" />
      <path d="M5.5 13.8h5M8 11.1v2.7" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.6" />
      <path d="m10.5 10.5 3.6 3.6" />
    </>
  ),
  shield: (
    <>
      <path d="M8 1.8 13 3.6v4c0 3.2-2.2 5.4-5 6.6-2.8-1.2-5-3.4-5-6.6v-4z" />
      <path d="m5.8 8 1.6 1.6 2.9-3.1" />
    </>
  ),
  sidebar: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M6 2.5v11" />
    </>
  ),
  signout: <path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10 5l3 3-3 3M13 8H6.2" />,
  sort: <path d="M5 3v10M2.5 10.5 5 13l2.5-2.5M9 4h5M9 8h3.5M9 12h2" />,
  split: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M2 8.8h12" />
    </>
  ),
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1.5" />,
  subworkflow: (
    <>
      <rect x="1.8" y="2.8" width="12.4" height="10.4" rx="2" />
      <rect x="4.6" y="6" width="3" height="4" rx=".8" />
      <path d="M7.6 8h3.8M9.9 6.4 11.5 8l-1.6 1.6" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1" />
    </>
  ),
  table: (
    <>
      <rect x="2" y="2.8" width="12" height="10.4" rx="1.5" />
      <path d="M2 6.4h12M2 9.8h12M6.5 6.4v6.8" />
    </>
  ),
  tag: (
    <>
      <path d="M2 3a1 1 0 0 1 1-1h4.6L14 8.4 8.4 14 2 7.6z" />
      <path d="M5 5h.1" />
    </>
  ),
  terminal: (
    <>
      <rect x="1.8" y="2.8" width="12.4" height="10.4" rx="2" />
      <path d="m4.5 6 2.2 2-2.2 2M8.5 10.3h3" />
    </>
  ),
  tidy: (
    <>
      <rect x="1.8" y="6" width="4" height="4" rx="1" />
      <rect x="10.2" y="2" width="4" height="4" rx="1" />
      <rect x="10.2" y="10" width="4" height="4" rx="1" />
      <path d="M5.8 8h1.7c1.6 0 .8-4 2.7-4M7.5 8c1.6 0 .8 4 2.7 4" />
    </>
  ),
  trash: <path d="M2.5 4.2h11M6 4.2V2.5h4v1.7M4 4.2l.6 9.3h6.8l.6-9.3" />,
  undo: <path d="M3 6h6.5a3.8 3.8 0 0 1 0 7.5H6M5.8 3 2.8 6l3 3" />,
  up: <path d="M3.5 10 8 5.5 12.5 10" />,
  updown: <path d="m5 6 3-3 3 3M5 10l3 3 3-3" />,
  user: (
    <>
      <circle cx="8" cy="5.2" r="2.7" />
      <path d="M2.8 13.8c.6-2.9 2.6-4.3 5.2-4.3s4.6 1.4 5.2 4.3" />
    </>
  ),
  variable: (
    <path d="M4.5 2.5C3 4 2.4 6 2.4 8s.6 4 2.1 5.5M11.5 2.5C13 4 13.6 6 13.6 8s-.6 4-2.1 5.5M5.8 5.8l4.4 4.4M10.2 5.8 5.8 10.2" />
  ),
  wand: <path d="m2.5 13.5 7-7M11 2v3M9.5 3.5h3M13.5 7v2M12.5 8h2M5 2.5v2M4 3.5h2" />,
  warehouse: <path d="M2 6.2 8 2.5l6 3.7v7.3H2zM5 13.5V9h6v4.5M5 11.2h6" />,
  webhook: (
    <>
      <circle cx="4.2" cy="11.2" r="2.4" />
      <circle cx="11.8" cy="11.2" r="2.4" />
      <circle cx="8" cy="4.4" r="2.4" />
      <path d="M6.9 6.6 4.9 9M6.6 11.2h2.8M9.1 6.6l2 2.4" />
    </>
  ),
  workflow: (
    <>
      <rect x="1.8" y="5.8" width="4.4" height="4.4" rx="1.2" />
      <rect x="9.8" y="1.8" width="4.4" height="4.4" rx="1.2" />
      <rect x="9.8" y="9.8" width="4.4" height="4.4" rx="1.2" />
      <path d="M6.2 8H8V4h1.8M8 8v4h1.8" />
    </>
  ),
  wrap: <path d="M2 4h12M2 8h9.5a2 2 0 0 1 0 4H8M9.6 10.2 7.8 12l1.8 1.8M2 12h3" />,
} satisfies Record<string, ReactElement>;

export type IconName = keyof typeof glyphs;

export function isIconName(name: string): name is IconName {
  return name in glyphs;
}

export interface IconProps {
  name: IconName;
  size?: 12 | 14 | 16 | 20;
  /** Said to a screen reader; without it the icon is decoration. */
  label?: string;
  style?: CSSProperties;
}

export function Icon({ name, size = 16, label, style }: IconProps): ReactElement {
  return (
    <svg
      className="i"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      style={style}
    >
      {glyphs[name]}
    </svg>
  );
}
