import { TextInput } from "@mantine/core";
import { type ReactElement, type RefObject, useEffect, useState } from "react";

import { Icon } from "@/components/Icon";

export interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>;
  label: string;
  placeholder: string;
  /** What the address says. */
  value: string;
  onChange: (value: string) => void;
}

const pauseMs = 150;

/** A search whose words stand in the address: typing is never slowed by what it finds. Esc empties and leaves it. */
export function SearchField({ field, label, placeholder, value, onChange }: SearchFieldProps): ReactElement {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    // The address changed by itself: back, forward, "Clear the filter".
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === known) return undefined;
    const timer = setTimeout(() => {
      setKnown(typed);
      onChange(typed);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed, known, onChange]);
  return (
    <TextInput
      ref={field}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Icon name="search" size={14} />}
      rightSection={typed ? null : <kbd>/</kbd>}
      w={280}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        setTyped("");
        event.currentTarget.blur();
      }}
    />
  );
}
