import { useComputedColorScheme } from "@mantine/core";
import {
  memo,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from "react";

import { dragged, tickText, ticksOf, zoneOffset, type Range } from "./axis";
import { ROW_PX, paint, type PaintedRow } from "./paint";
import { readPalette } from "./palette";
import type { Row } from "./rows";
import "./timeline.css";

const NAMES_PX = 176;
const TOOK_PX = 84;
const OVERSCAN = 8;

export interface TimelineProps {
  rows: readonly Row[];
  range: Range;
  /** Of the whole run, where counting starts. */
  start: number;
  timeZone: string;
  selected: string | null;
  /** More tasks are on their way: the chosen one is kept in view meanwhile. */
  isSettling: boolean;
  painted(row: Row): Omit<PaintedRow, "y" | "isSelected">;
  renderIcon(row: Row): ReactNode;
  took(row: Row): string;
  tools?: ReactNode;
  onSelect(row: Row): void;
  onToggle(row: Row): void;
  onZoom(range: Range | null): void;
  /** Rows of a foreach that are not read yet came into view. */
  onMore(parent: string): void;
}

/** Names and times as elements, bars on a canvas; only what is in view exists. */
export function Timeline(props: TimelineProps): ReactElement {
  const { rows, range, start, timeZone, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height, top } = useView(scroller);
  const plot = Math.max(0, width - NAMES_PX - TOOK_PX);
  const first = Math.max(0, Math.floor(top / ROW_PX) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW_PX) + OVERSCAN);
  const shown = rows.slice(first, last);
  const { step, ticks } = useMemo(
    () => ticksOf(range, plot, zoneOffset(range.from, timeZone), start),
    [range, plot, timeZone, start],
  );
  const missing = shown.find((row) => row.kind === "more");
  useEffect(() => {
    if (missing?.kind === "more") onMore(missing.parent);
  }, [missing, onMore]);
  const drag = useZoomDrag(range, plot, props.onZoom);
  useKeepInView(scroller, rows, props.selected, props.isSettling);

  const onKey = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.id === props.selected);
    const row = rows[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = rows[at < 0 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) props.onSelect(next);
    } else if (row && event.key === "ArrowRight" && isOpen(row) === false) props.onToggle(row);
    else if (row && event.key === "ArrowLeft" && isOpen(row) === true) props.onToggle(row);
    else return;
    event.preventDefault();
  };

  return (
    <section className="gantt" aria-label="Timeline">
      <header className="gantt-axis">
        <h2>Timeline</h2>
        <div className="gantt-ticks" aria-hidden="true">
          {ticks
            .filter((tick) => tick.x < plot - (step < 60_000 ? 54 : 34))
            .map((tick) => (
              <span key={tick.at} style={{ left: tick.x }}>
                {tickText(tick.at, step, start, timeZone)}
              </span>
            ))}
        </div>
        <span className="gantt-tools">{props.tools}took</span>
      </header>
      <div
        className="gantt-scroll"
        ref={scroller}
        tabIndex={0}
        role="tree"
        aria-label="Tasks in the order of their starts"
        aria-activedescendant={props.selected === null ? undefined : `row-${props.selected}`}
        onKeyDown={onKey}
      >
        <div className="gantt-space" style={{ height: rows.length * ROW_PX, minHeight: "100%" }} {...drag.handlers}>
          {shown.map((row, at) => (
            <RowView key={row.id} row={row} top={(first + at) * ROW_PX} props={props} />
          ))}
          <Bars props={props} shown={shown} top={first * ROW_PX} width={plot} ticks={ticks} />
          {drag.marked ? (
            <i className="gantt-drag" style={{ left: drag.marked.left + NAMES_PX, width: drag.marked.width }} />
          ) : null}
        </div>
      </div>
    </section>
  );
}

function isOpen(row: Row): boolean | null {
  if (row.kind === "task") return row.canOpen ? row.isOpen : null;
  return row.kind === "never" && row.tasks.length > 1 ? row.isOpen : null;
}

/** While one scrolls, rows that stay in view are not drawn again. */
const RowView = memo(function RowView({
  row,
  top,
  props,
}: {
  row: Row;
  top: number;
  props: TimelineProps;
}): ReactElement {
  const open = isOpen(row);
  const depth = row.kind === "never" ? 0 : row.depth;
  const isSelected = props.selected !== null && props.selected === row.id;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the focus and the keys
    <div
      className={`gantt-row${isSelected ? " is-selected" : ""}`}
      role="treeitem"
      aria-selected={isSelected}
      aria-level={depth + 1}
      aria-expanded={open ?? undefined}
      aria-label={`${nameOf(row)}, ${props.took(row)}`}
      style={{ top }}
      data-row={row.id}
      id={`row-${row.id}`}
      onClick={() => props.onSelect(row)}
    >
      <span className="gantt-name" style={{ paddingLeft: 12 + depth * 18 }}>
        <Toggle open={open} name={nameOf(row)} onToggle={() => props.onToggle(row)} />
        {props.renderIcon(row)}
        <span className="gantt-cut">{nameOf(row)}</span>
      </span>
      <span className="gantt-note" title={row.kind === "never" ? row.sentence : undefined}>
        {row.kind === "never" ? row.sentence : ""}
      </span>
      <span className="gantt-took">{props.took(row)}</span>
    </div>
  );
});

function Toggle({ open, name, onToggle }: { open: boolean | null; name: string; onToggle(): void }): ReactElement {
  if (open === null) return <i className="gantt-toggle" />;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`gantt-toggle${open ? " is-open" : ""}`}
      aria-label={open ? `Fold ${name}` : `Unfold ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m6 3.5 4.5 4.5L6 12.5" />
      </svg>
    </button>
  );
}

export function nameOf(row: Row): string {
  if (row.kind === "task") return row.label;
  if (row.kind === "more") return `${row.count.toLocaleString("en")} more ${row.count === 1 ? "item" : "items"}`;
  const [one] = row.tasks;
  return row.tasks.length === 1 ? (one?.task ?? "") : `${one?.task}, ${row.tasks.length - 1} more`;
}

interface BarsProps {
  props: TimelineProps;
  shown: readonly Row[];
  top: number;
  width: number;
  ticks: ReturnType<typeof ticksOf>["ticks"];
}

function Bars({ props, shown, top, width, ticks }: BarsProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme("light");
  const height = shown.length * ROW_PX;
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width <= 0) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const rows = shown.map((row, at) => ({
      ...props.painted(row),
      y: at * ROW_PX,
      isSelected: row.id === props.selected,
    }));
    paint(context, { rows, range: props.range, ticks, width, height, palette: readPalette(element) });
  });
  return (
    <div className="gantt-bars" data-scheme={scheme} style={{ top, left: NAMES_PX, width, height }}>
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

/** A drag over the bars chooses a range of time; anything shorter stays a click on the row beneath. */
function useZoomDrag(range: Range, width: number, onZoom: (range: Range | null) => void) {
  const [from, setFrom] = useState<number | null>(null);
  const [to, setTo] = useState<number | null>(null);
  const at = (event: PointerEvent | MouseEvent) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left - NAMES_PX;
  const marked = from === null || to === null ? null : { left: Math.min(from, to), width: Math.abs(to - from) };
  return {
    marked,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        const x = at(event);
        if (event.button === 0 && x >= 0 && x <= width) setFrom(x);
      },
      onPointerMove: (event: PointerEvent) => {
        if (from === null) return;
        const x = Math.min(Math.max(0, at(event)), width);
        if (to === null && Math.abs(x - from) < 5) return;
        if (to === null) event.currentTarget.setPointerCapture(event.pointerId);
        setTo(x);
      },
      onPointerUp: () => {
        const chosen = from !== null && to !== null ? dragged(from, to, range, width) : null;
        setFrom(null);
        setTo(null);
        if (chosen) onZoom(chosen);
      },
      onDoubleClick: (event: MouseEvent) => {
        if (at(event) >= 0 && at(event) <= width) onZoom(null);
      },
    },
  };
}

function useView(ref: React.RefObject<HTMLElement | null>): { width: number; height: number; top: number } {
  const [view, setView] = useState({ width: 0, height: 0, top: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const read = () =>
      setView((old) => {
        const next = { width: element.clientWidth, height: element.clientHeight, top: element.scrollTop };
        return old.width === next.width && old.height === next.height && old.top === next.top ? old : next;
      });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [ref]);
  return view;
}

/** A task that was chosen elsewhere comes into view, also while more tasks come in; a view that was scrolled by hand stays. */
function useKeepInView(
  ref: React.RefObject<HTMLElement | null>,
  rows: readonly Row[],
  selected: string | null,
  isSettling: boolean,
): void {
  const index = selected === null ? -1 : rows.findIndex((row) => row.id === selected);
  const last = useRef<{ selected: string | null; top: number }>({ selected: null, top: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element || index < 0) return;
    const isNew = last.current.selected !== selected;
    if (!isNew && (!isSettling || Math.abs(element.scrollTop - last.current.top) > 1)) return;
    const y = index * ROW_PX;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + ROW_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = y + ROW_PX - element.clientHeight;
    last.current = { selected, top: element.scrollTop };
  }, [ref, selected, index, isSettling]);
}
