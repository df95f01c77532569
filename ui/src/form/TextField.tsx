import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from "react";

export interface TextFieldProps {
  id?: string | undefined;
  label: string;
  value: string;
  onCommit: (value: string) => void;
  placeholder?: string;
  isBad?: boolean;
  isNumber?: boolean;
  isMono?: boolean;
}

const COMMIT_AFTER_MS = 600;

/** A line of text that is kept when the cursor leaves or rests, and on Enter; Esc takes it back. */
export function TextField({
  id,
  label,
  value,
  onCommit,
  placeholder,
  isBad,
  isNumber,
  isMono,
}: TextFieldProps): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const commit = (now: string) => {
    clearTimeout(timer.current);
    if (now !== value) onCommit(now);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") commit(event.currentTarget.value);
    if (event.key !== "Escape") return;
    clearTimeout(timer.current);
    setTyped(null);
    event.stopPropagation();
  };
  return (
    <span className={isBad ? "in bad" : "in"}>
      <input
        id={id}
        aria-label={label}
        aria-invalid={isBad || undefined}
        className={isMono ? "plain mono" : "plain num"}
        inputMode={isNumber ? "decimal" : undefined}
        value={text}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => setTyped(value)}
        onChange={(event) => {
          const now = event.currentTarget.value;
          setTyped(now);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => commit(now), COMMIT_AFTER_MS);
        }}
        onBlur={(event) => {
          commit(event.currentTarget.value);
          setTyped(null);
        }}
        onKeyDown={onKeyDown}
      />
    </span>
  );
}
