import type { ReactElement } from "react";

import type { State } from "@/api/types";

interface Stop {
  name: string;
  said: string;
  x: number;
  y: number;
  state: State;
}

const stops: Stop[] = [
  { name: "exports_present", said: "14 m 20 s", x: 90, y: 330, state: "success" },
  { name: "consolidate", said: "3 of 3", x: 292, y: 292, state: "success" },
  { name: "report", said: "12 s", x: 520, y: 218, state: "running" },
  { name: "finance_view", said: "41 s", x: 520, y: 372, state: "success" },
  { name: "clean_up", said: "next", x: 730, y: 296, state: "pending" },
];

/** Depth lines of a chart and a course through them: drawn, not loaded. */
export function Chart(): ReactElement {
  return (
    <svg viewBox="0 0 840 900" preserveAspectRatio="xMidYMid slice">
      {Array.from({ length: 17 }, (_, index) => (
        <path
          key={index}
          d={contour(index)}
          fill="none"
          stroke="var(--accent)"
          strokeOpacity={0.05 + 0.13 * Math.exp(-(((index - 7) / 3.2) ** 2))}
        />
      ))}
      <g fill="none" strokeWidth="1.8">
        <path d={course(0, 1)} stroke="var(--accent)" />
        <path d={course(1, 2)} stroke="var(--accent)" />
        <path d={course(1, 3)} stroke="var(--accent)" />
        <path d={course(2, 4)} stroke="var(--edge)" strokeDasharray="3 5" />
        <path d={course(3, 4)} stroke="var(--edge)" strokeDasharray="3 5" />
      </g>
      {stops.map((stop) => (
        <Mark key={stop.name} stop={stop} />
      ))}
    </svg>
  );
}

function contour(index: number): string {
  const points = Array.from({ length: 66 }, (_, step) => {
    const x = -40 + step * 14.2;
    const swell = 46 * Math.sin(x / 150 + index * 0.35) + 22 * Math.sin(x / 71 - index * 0.5);
    return `${x.toFixed(0)} ${(60 + index * 48 + swell * (1 - Math.abs(index - 8) / 14)).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

function course(from: number, to: number): string {
  const [a, b] = [stops[from], stops[to]];
  if (!a || !b) return "";
  const middle = (a.x + b.x) / 2;
  return `M${a.x} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`;
}

function Mark({ stop }: { stop: Stop }): ReactElement {
  return (
    <g className={`s-${stop.state}`} transform={`translate(${stop.x} ${stop.y})`}>
      <circle r="10" fill="var(--bg)" />
      {stop.state === "success" ? <circle r="7.5" fill="var(--st)" /> : null}
      {stop.state === "success" ? (
        <path
          d="m-3.2 .2 2.3 2.3 4.2-4.6"
          fill="none"
          stroke="var(--on-state)"
          strokeWidth="1.7"
          strokeLinecap="round"
        />
      ) : null}
      {stop.state === "running" ? (
        <>
          <circle r="6.5" fill="none" stroke="var(--st)" strokeOpacity=".28" strokeWidth="2" />
          <path d="M0-6.5a6.5 6.5 0 0 1 5.6 9.8" fill="none" stroke="var(--st)" strokeWidth="2" strokeLinecap="round" />
          <circle r="2.3" fill="var(--st)" />
        </>
      ) : null}
      {stop.state === "pending" ? (
        <circle r="6.5" fill="none" stroke="var(--st)" strokeWidth="1.6" strokeDasharray="2.4 2.6" />
      ) : null}
      <text y="29" textAnchor="middle" fontSize="12" fontWeight="500" fill="var(--text)">
        {stop.name}
      </text>
      <text y="45" textAnchor="middle" fontSize="11" fill="var(--text-3)">
        {stop.said}
      </text>
    </g>
  );
}
