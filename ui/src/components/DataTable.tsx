import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";

import { type Action, useActions } from "@/app/actions";
import { usePhone } from "@/app/drawer";
import { Icon } from "@/components/Icon";

export interface Column<T> {
  id: string;
  head: ReactNode;
  /** A CSS grid track: "220px", "minmax(240px, 2fr)". */
  width: string;
  /** Its track on a phone. Where any column has one, those without are left out there. */
  phone?: string;
  isRight?: boolean;
  /** Its name in the address where one may sort by it. */
  sortKey?: string;
  cell: (row: T) => ReactNode;
}

export interface DataTableProps<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  rowKey: (row: T) => string;
  rowHeight?: number;
  /** Opens on Enter, and on a click beside the links. */
  onOpen?: (row: T) => void;
  /** In the last cell on hover and focus; nothing moves. */
  rowActions?: (row: T) => ReactNode;
  /** More to fetch: called when its end comes near. */
  onEnd?: () => void;
  sort?: string;
  onSort?: (sort: string) => void;
  /** Beneath the last row. */
  foot?: ReactNode;
}

/** Rows in a grid: virtual, sticky head, J and K move, Enter opens. */
export function DataTable<T>(props: DataTableProps<T>): ReactElement {
  const { rows, rowHeight = 36, onEnd } = props;
  const columns = columnsFor(props.columns, usePhone());
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState(-1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && rows.length > 0 && lastSeen >= rows.length - 20) onEnd();
  }, [lastSeen, rows.length, onEnd]);

  const move = (step: number): void => {
    const next = Math.min(rows.length - 1, Math.max(0, chosen + step));
    setChosen(next);
    virtual.scrollToIndex(next);
  };
  useTableKeys(move, () => {
    const row = rows[chosen];
    if (row) props.onOpen?.(row);
  });

  const template = columns.map((column) => column.width).join(" ");
  return (
    <div
      className="dtable"
      role="table"
      aria-label={props.label}
      aria-rowcount={rows.length}
      ref={scroller}
      style={{ "--tracks": template, "--least": `${leastWidth(columns)}px` }}
    >
      <div className="dtable-head" role="row">
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative", minWidth: "var(--least)" }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <Row
              key={props.rowKey(row)}
              row={row}
              index={item.index}
              top={item.start}
              isChosen={item.index === chosen}
              onPoint={() => setChosen(item.index)}
              table={{ ...props, columns }}
            />
          );
        })}
      </div>
      {props.foot}
    </div>
  );
}

/** Below this the table scrolls sideways: the least of each track, and the padding. */
function leastWidth(columns: { width: string }[]): number {
  return columns.reduce((sum, column) => sum + Number(/(\d+)px/.exec(column.width)?.[1] ?? 80), 40);
}

function columnsFor<T>(columns: Column<T>[], isPhone: boolean): Column<T>[] {
  const found = columns.flatMap((column) => (column.phone ? [{ ...column, width: column.phone }] : []));
  return isPhone && found.length > 0 ? found : columns;
}

function useTableKeys(move: (step: number) => void, open: () => void): void {
  const key = (id: string, title: string, keys: string[], run: () => void): Action => ({
    id: `table.${id}`,
    title,
    group: "Table",
    key: keys[0],
    aliases: keys.slice(1),
    isKeyOnly: true,
    run,
  });
  useActions([
    key("next", "Next row", ["j", "arrowdown"], () => move(1)),
    key("previous", "Previous row", ["k", "arrowup"], () => move(-1)),
    key("open", "Open the row", ["enter"], open),
  ]);
}

interface HeadCellProps<T> {
  column: Column<T>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}

function HeadCell<T>({ column, sort, onSort }: HeadCellProps<T>): ReactElement {
  const { sortKey } = column;
  const className = column.isRight ? "r" : undefined;
  if (!sortKey || !onSort) {
    return (
      <div role="columnheader" className={className}>
        {column.head}
      </div>
    );
  }
  const isUp = sort === sortKey;
  const isDown = sort === `-${sortKey}`;
  return (
    <div role="columnheader" className={className} aria-sort={isUp ? "ascending" : isDown ? "descending" : "none"}>
      <button type="button" onClick={() => onSort(isDown ? sortKey : `-${sortKey}`)}>
        {column.head}
        {isUp || isDown ? <Icon name={isUp ? "up" : "down"} size={12} /> : null}
      </button>
    </div>
  );
}

interface RowProps<T> {
  row: T;
  index: number;
  top: number;
  isChosen: boolean;
  onPoint: () => void;
  table: DataTableProps<T>;
}

function Row<T>({ row, index, top, isChosen, onPoint, table }: RowProps<T>): ReactElement {
  const { columns, rowHeight = 36, onOpen, rowActions } = table;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- J, K and Enter are the table's keys
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      className={isChosen ? "dtable-row chosen" : "dtable-row"}
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}
      onClick={(event) => {
        onPoint();
        const isControl = event.target instanceof Element && event.target.closest("a, button, label, input") !== null;
        if (!isControl && !window.getSelection()?.toString()) onOpen?.(row);
      }}
    >
      {columns.map((column, at) => (
        <div key={column.id} role="cell" className={column.isRight ? "r" : undefined}>
          {column.cell(row)}
          {rowActions && at === columns.length - 1 ? <span className="dtable-acts">{rowActions(row)}</span> : null}
        </div>
      ))}
    </div>
  );
}
