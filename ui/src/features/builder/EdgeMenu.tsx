import { useEffect, useRef, useState, type FormEvent, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { useBuilder } from "@/features/builder/context";
import { removeEdges, setCondition } from "@/graph/commands";
import { exitCodesProblem, type Condition, type ConditionKind } from "@/graph/condition";
import { findTask } from "@/graph/source";

const CHOICES: { kind: ConditionKind; text: string; says: string }[] = [
  { kind: "success", text: "success", says: "it succeeded" },
  { kind: "failed", text: "failed", says: "it failed, ran past its limit or crashed" },
  { kind: "completed", text: "completed", says: "it ended, whichever way" },
];

/** What an edge asks for, at its label. */
export function EdgeMenu({
  edge: id,
  anchor,
  onClose,
}: {
  edge: string;
  anchor: HTMLElement;
  onClose: () => void;
}): ReactElement | null {
  const { model, state, act } = useBuilder();
  const edge = model.edges.find((each) => each.id === id);
  const box = useRef<HTMLDivElement>(null);
  const [codes, setCodes] = useState(edge?.condition.kind === "exit" ? edge.condition.text : "");
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("[aria-checked=true], button")?.focus();
    const close = (event: PointerEvent) => {
      if (box.current && !box.current.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", close, true);
    return () => document.removeEventListener("pointerdown", close, true);
  }, [onClose]);
  if (!edge) return null;
  const labels = findTask(state.graph, edge.from)?.switch_labels ?? [];
  const choose = (condition: Condition) => {
    onClose();
    void act(setCondition(id, condition));
  };
  const isNow = (condition: Condition) =>
    edge.condition.kind === condition.kind && (condition.kind !== "label" || edge.condition.text === condition.text);
  const rect = anchor.getBoundingClientRect();
  const problem = codes ? exitCodesProblem(codes) : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (codes && !problem) choose({ kind: "exit", text: codes });
  };
  return (
    <div
      ref={box}
      className="edgemenu"
      role="menu"
      tabIndex={-1}
      aria-label={`When does ${edge.from} lead to ${edge.to}`}
      style={{
        left: Math.min(rect.left, window.innerWidth - 300),
        top: Math.min(rect.bottom + 6, window.innerHeight - 280),
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
        event.stopPropagation();
      }}
    >
      <div className="sm t3 head">
        {edge.to} goes on when {edge.from} …
      </div>
      {labels.map((label) => (
        <MenuLine
          key={label}
          text={label}
          says="chose this label"
          isNow={isNow({ kind: "label", text: label })}
          onPick={() => choose({ kind: "label", text: label })}
        />
      ))}
      {CHOICES.map(({ kind, text, says }) => (
        <MenuLine
          key={kind}
          text={text}
          says={says}
          isNow={isNow({ kind, text: "" })}
          onPick={() => choose({ kind, text: "" })}
        />
      ))}
      <form className="row codes" onSubmit={submit}>
        <span className={problem ? "in bad" : "in"}>
          <span className="t3 sm">exit</span>
          <input
            className="plain num"
            value={codes}
            placeholder="2, 100-120"
            aria-label="Exit codes"
            onChange={(event) => setCodes(event.currentTarget.value)}
          />
        </span>
        <button type="submit" className="btn s" disabled={!codes || problem !== ""}>
          Set
        </button>
      </form>
      {problem ? <div className="err sm">{problem}</div> : null}
      <button
        type="button"
        className="line danger"
        role="menuitem"
        onClick={() => (onClose(), void act(removeEdges([id])))}
      >
        <Icon name="trash" size={14} />
        Delete the edge
        <kbd>Backspace</kbd>
      </button>
    </div>
  );
}

function MenuLine({
  text,
  says,
  isNow,
  onPick,
}: {
  text: string;
  says: string;
  isNow: boolean;
  onPick: () => void;
}): ReactElement {
  return (
    <button type="button" className="line" role="menuitemradio" aria-checked={isNow} onClick={onPick}>
      <span className="tick">{isNow ? <Icon name="check" size={14} /> : null}</span>
      <b className="m">{text}</b>
      <span className="t3 sm">{says}</span>
    </button>
  );
}
