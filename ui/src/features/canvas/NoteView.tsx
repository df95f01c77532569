import type { NodeProps } from "@xyflow/react";
import { createContext, memo, useContext, useEffect, useRef, useState, type ReactElement } from "react";

import type { NoteNode } from "@/features/canvas/flow";

type NoteAct = (id: string, text: string) => void;

/** Keeps the text of a note; notes are only read where there is none. */
export const NoteEdited = createContext<NoteAct | null>(null);

function CanvasNote({ data, selected }: NodeProps<NoteNode>): ReactElement {
  const keep = useContext(NoteEdited);
  const [isOpen, setOpen] = useState(data.note.text === "");
  const close = (text: string) => {
    setOpen(false);
    if (text !== data.note.text || text === "") keep?.(data.note.id, text);
  };
  const field = useRef<HTMLTextAreaElement>(null);
  const isEdited = isOpen && keep !== null;
  useEffect(() => (isEdited ? focusOnceSeen(field.current) : undefined), [isEdited]);
  if (isEdited) {
    return (
      <textarea
        ref={field}
        className="note nodrag nopan"
        aria-label="Note"
        defaultValue={data.note.text}
        rows={4}
        onBlur={(event) => close(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    );
  }
  return (
    <div className={selected ? "note sel" : "note"} onDoubleClick={() => setOpen(true)}>
      {data.note.text}
    </div>
  );
}

const TRIES = 30;

/** The library shows a node once it is measured; what is hidden takes no focus. */
function focusOnceSeen(field: HTMLElement | null): () => void {
  let frame = 0;
  let tries = 0;
  const focus = () => {
    field?.focus();
    tries += 1;
    if (document.activeElement !== field && tries < TRIES) frame = requestAnimationFrame(focus);
  };
  focus();
  return () => cancelAnimationFrame(frame);
}

export const NoteView = memo(CanvasNote);
