import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement } from "react";

import { classOf, parseAnsi } from "./ansi";
import type { LogBook, LogLine } from "./book";
import { clockTime } from "./clock";
import { markErrors, type Mark } from "./errors";
import { Folded, type Fold } from "./folds";
import { highlight } from "./matches";
import { scrollMap } from "./scroll";
import "./log.css";

const ROW_PX = 20;
const CONTEXT_LINES = 60;

export interface LogViewProps {
  book: LogBook;
  /** Changes with whatever the book holds. */
  version: number;
  folds: readonly Fold[];
  timeZone: string;
  query: string;
  line: number | null;
  isWrapped: boolean;
  isFollowing: boolean;
  /** A line to bring into view; the second value makes the same line count again. */
  target: { line: number; time: number } | null;
  onFollow(isFollowing: boolean): void;
  onNeed(first: number, last: number): void;
  onLine(line: number): void;
  onUnfold(fold: Fold): void;
}

/** A log of any length: only the lines in view exist, the rest is a scroll bar. */
export function LogView(props: LogViewProps): ReactElement {
  const { book, version, folds, query, line, isWrapped, isFollowing, target, onFollow, onNeed } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useHeight(scroller);
  const [top, setTop] = useState(0);
  const lastTop = useRef(0);
  const folded = useMemo(() => new Folded(book.total, folds), [book.total, folds]);
  const inView = Math.ceil(viewport / ROW_PX) + 1;
  // A wrapped line may be taller than a row, so that the last one must be able to reach the upper edge.
  const map = scrollMap(folded.rows + (isWrapped ? inView - 2 : 0), ROW_PX, viewport);

  const scrollToEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
    setTop(element.scrollTop);
  }, []);
  useLayoutEffect(() => {
    if (isFollowing) scrollToEnd();
  }, [isFollowing, version, viewport, folded.rows, isWrapped, scrollToEnd]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!target || !element || viewport === 0) return;
    const row = folded.rowOf(target.line);
    element.scrollTop = map.scrollTopOf(Math.max(0, row - Math.floor(inView / 3)));
    lastTop.current = element.scrollTop;
    setTop(element.scrollTop);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a new target moves the view
  }, [target, viewport > 0]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 2;
    if (isFollowing && element.scrollTop < lastTop.current - 2) onFollow(false);
    else if (!isFollowing && isAtEnd && element.scrollTop > lastTop.current) onFollow(true);
    lastTop.current = element.scrollTop;
    setTop(element.scrollTop);
  };

  const isPinned = isFollowing && isWrapped;
  const topRow = isPinned ? Math.max(0, folded.rows - inView) : map.topRow(top);
  const firstRow = Math.floor(topRow);
  const rows = rowsInView(folded, firstRow, inView);
  const numbers = rows.flatMap((row) => (row.kind === "line" ? [row.n] : []));
  const first = numbers[0] ?? 1;
  const last = numbers[numbers.length - 1] ?? 0;
  useEffect(() => onNeed(first, last), [first, last, version, onNeed]);
  const marks = useMemo(
    () => markErrors(book.held(first - CONTEXT_LINES, last)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the book changes in place, its version says so
    [book, version, first, last],
  );

  const shift = isWrapped ? 0 : (topRow - firstRow) * ROW_PX;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by key
    <div className="log-scroll" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label="Log lines">
      <div className="log-space" style={{ height: Math.max(map.heightPx, viewport) }}>
        <div className={`log-window${isPinned ? " is-pinned" : ""}`} style={{ height: viewport }}>
          <div
            className={`log-lines${isWrapped ? " is-wrapped" : ""}`}
            style={{ transform: `translateY(${-shift}px)` }}
          >
            {rows.map((row) =>
              row.kind === "fold" ? (
                <FoldRow key={`f${row.fold.from}`} fold={row.fold} onUnfold={props.onUnfold} />
              ) : (
                <Line
                  key={row.n}
                  n={row.n}
                  line={book.line(row.n)}
                  mark={marks.get(row.n)}
                  isSelected={row.n === line}
                  query={query}
                  timeZone={props.timeZone}
                  onLine={props.onLine}
                />
              ),
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

function rowsInView(folded: Folded, first: number, count: number) {
  const rows = [];
  for (let row = first; row < Math.min(first + count, folded.rows); row++) rows.push(folded.at(row));
  return rows;
}

function FoldRow({ fold, onUnfold }: { fold: Fold; onUnfold(fold: Fold): void }): ReactElement {
  return (
    <button type="button" className="log-fold" onClick={() => onUnfold(fold)}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m6 3.5 4.5 4.5L6 12.5" />
      </svg>
      {fold.from === fold.to ? `Line ${fold.from}` : `Lines ${fold.from} to ${fold.to}`}: {fold.label}
    </button>
  );
}

interface LineProps {
  n: number;
  line: LogLine | undefined;
  mark: Mark | undefined;
  isSelected: boolean;
  query: string;
  timeZone: string;
  onLine(line: number): void;
}

const MARKS: Record<Mark, string> = { head: " is-error", body: " is-error-body", warn: " is-warning" };

function Line({ n, line, mark, isSelected, query, timeZone, onLine }: LineProps): ReactElement {
  const stream = line?.stream ?? "";
  const name = `log-line${mark ? MARKS[mark] : ""}${isSelected ? " is-selected" : ""} of-${stream}`;
  return (
    <div className={name} data-line={n}>
      <button
        type="button"
        className="log-number"
        tabIndex={-1}
        aria-label={`Line ${n}: take its address`}
        onClick={() => onLine(n)}
      >
        {n}
      </button>
      <time>{line ? clockTime(line.time, timeZone) : ""}</time>
      <em>{stream}</em>
      <span className="log-text">{line ? <Text text={line.text} query={query} /> : <i className="log-hole" />}</span>
    </div>
  );
}

function Text({ text, query }: { text: string; query: string }): ReactElement {
  const pieces = useMemo(() => highlight(parseAnsi(text), query), [text, query]);
  return (
    <>
      {pieces.map((piece, at) => {
        const name = classOf(piece.style);
        if (piece.isHit) return <mark key={at}>{piece.text}</mark>;
        return name ? (
          <span key={at} className={name}>
            {piece.text}
          </span>
        ) : (
          piece.text
        );
      })}
    </>
  );
}

function useHeight(ref: React.RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    setHeight(element.clientHeight);
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return height;
}
