import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from "react";

import { BrokenFiles } from "@/components/BrokenFiles";
import { Icon, isIconName } from "@/components/Icon";
import { useBuilder } from "@/features/builder/context";
import {
  DRAG_TYPE,
  ownId,
  searchPalette,
  withRecentGroup,
  type PaletteGroup,
  type PaletteItem,
} from "@/features/builder/palette";
import { keepRecent, recentIds } from "@/features/builder/recent";
import { addTask, placeOf } from "@/graph/commands";

/** Add a task as the palette offers it: after the selected one, or where an edge was dropped. */
export function useAddItem(): (item: PaletteItem) => Promise<void> {
  const { act, adding, setAdding, state, scope, task, layout } = useBuilder();
  return async (item) => {
    keepRecent(ownId(item.id));
    const target = adding ?? (task ? { after: keyOfTask(task) } : {});
    setAdding(null);
    const command = addTask(state.graph, item.make(), { place: placeOf(scope), ...target });
    await act(command.place ? { ...command, place: { ...layout.positions, ...command.place } } : command);
  };
}

function keyOfTask(task: { section: string; path: string }): string {
  return task.section === "tasks" ? task.path : `${task.section}:${task.path}`;
}

export function Palette({ groups, count }: { groups: PaletteGroup[]; count: number }): ReactElement {
  const { isReadOnly } = useBuilder();
  const add = useAddItem();
  return (
    <aside className="pal" aria-label="Palette">
      <SearchList groups={groups} onPick={(item) => void add(item)} isOff={isReadOnly} inputId="palette-search" />
      <BrokenFiles />
      <Link to="/blueprints" className="it all">
        <Icon name="blueprints" />
        {count > 0 ? `All ${count} blueprints` : "All blueprints"}
      </Link>
    </aside>
  );
}

/** The same list where an edge was dropped on empty ground. */
export function FloatingPalette({ groups }: { groups: PaletteGroup[] }): ReactElement | null {
  const { adding, setAdding } = useBuilder();
  const add = useAddItem();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const close = (event: PointerEvent) => {
      if (box.current && !box.current.contains(event.target as Node)) setAdding(null);
    };
    document.addEventListener("pointerdown", close, true);
    return () => document.removeEventListener("pointerdown", close, true);
  }, [setAdding]);
  if (!adding?.screen) return null;
  const left = Math.min(adding.screen.x, window.innerWidth - 260);
  const top = Math.min(adding.screen.y, window.innerHeight - 340);
  return (
    <div ref={box} className="pal pal-float" role="dialog" aria-label="Add a task here" style={{ left, top }}>
      <SearchList
        groups={groups}
        onPick={(item) => void add(item)}
        onLeave={() => setAdding(null)}
        hasFocus
        inputId="palette-here"
      />
    </div>
  );
}

interface SearchListProps {
  groups: PaletteGroup[];
  onPick: (item: PaletteItem) => void;
  onLeave?: () => void;
  hasFocus?: boolean;
  isOff?: boolean;
  inputId: string;
}

function SearchList({ groups, onPick, onLeave, hasFocus, isOff, inputId }: SearchListProps): ReactElement {
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const [recent, setRecent] = useState(recentIds);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const found = useMemo(() => searchPalette(withRecentGroup(groups, recent), search), [groups, recent, search]);
  const isClosed = (group: PaletteGroup) =>
    group.isSystem === true && search.trim() === "" && !opened.includes(group.title);
  const flat = found.filter((group) => !isClosed(group)).flatMap((group) => group.items);
  const isSearching = search.trim() !== "" || hasFocus === true;
  const active = flat[Math.min(at, flat.length - 1)];
  const activeId = active?.id;
  useEffect(() => {
    const found = activeId === undefined ? null : document.getElementById(`${inputId}-${activeId}`);
    found?.scrollIntoView({ block: "nearest" });
  }, [activeId, inputId]);

  const pick = (item: PaletteItem) => {
    setSearch("");
    setAt(0);
    onPick(item);
    setRecent(recentIds());
  };
  const flip = (title: string) =>
    setOpened((old) => (old.includes(title) ? old.filter((each) => each !== title) : [...old, title]));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move) setAt(Math.max(0, Math.min(flat.length - 1, at + move)));
    else if (event.key === "Enter" && active) pick(active);
    else if (event.key === "Escape") {
      setSearch("");
      event.currentTarget.blur();
      onLeave?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <label className="in pal-search">
        <Icon name="search" size={14} />
        <input
          id={inputId}
          className="plain"
          autoFocus={hasFocus === true}
          value={search}
          placeholder="Find a blueprint"
          aria-label="Find a blueprint"
          aria-controls={`${inputId}-list`}
          aria-activedescendant={isSearching && active ? `${inputId}-${active.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        {hasFocus ? null : <kbd>/</kbd>}
      </label>
      <div className="pal-list" id={`${inputId}-list`} role="listbox" aria-label="What can be added">
        {found.map((group) => (
          <section key={group.title} role="group" aria-label={group.title}>
            {group.isSystem && search.trim() === "" ? (
              <SystemHead group={group} isOpen={!isClosed(group)} onFlip={() => flip(group.title)} />
            ) : (
              <h3>{group.title}</h3>
            )}
            {(isClosed(group) ? [] : group.items).map((item) => (
              <PaletteEntry
                key={item.id}
                id={`${inputId}-${item.id}`}
                item={item}
                isActive={isSearching && item.id === active?.id}
                isOff={isOff === true}
                onPick={pick}
              />
            ))}
          </section>
        ))}
        {flat.length === 0 ? <p className="sm t3 pal-none">Nothing is called “{search}”.</p> : null}
      </div>
    </>
  );
}

interface SystemHeadProps {
  group: PaletteGroup;
  isOpen: boolean;
  onFlip: () => void;
}

/** One system, opened by a click: Amazon S3 with its verbs. */
function SystemHead({ group, isOpen, onFlip }: SystemHeadProps): ReactElement {
  return (
    <button type="button" className="it sys" aria-expanded={isOpen} onClick={onFlip}>
      <Icon name={isOpen ? "down" : "right"} size={14} />
      <span className="cut">{group.title}</span>
      <small>{group.items.length}</small>
    </button>
  );
}

interface PaletteEntryProps {
  id: string;
  item: PaletteItem;
  isActive: boolean;
  isOff: boolean;
  onPick: (item: PaletteItem) => void;
}

function PaletteEntry({ id, item, isActive, isOff, onPick }: PaletteEntryProps): ReactElement {
  return (
    <button
      type="button"
      id={id}
      className={isActive ? "it hov" : "it"}
      role="option"
      aria-selected={isActive}
      data-palette={item.id}
      draggable={!isOff}
      disabled={isOff}
      title={`${item.title}${item.hint ? `, ${item.hint}` : ""}`}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAG_TYPE, ownId(item.id));
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={() => onPick(item)}
    >
      <Icon name={isIconName(item.icon) ? item.icon : "blueprints"} />
      <span className="cut">{item.title}</span>
      {item.hint ? <small>{item.hint}</small> : null}
    </button>
  );
}
