import { useEffect, useState, type ReactElement } from "react";

import { copyText } from "@/components/CopyId";
import { Icon } from "@/components/Icon";

const SAID_MS = 1500;

/** Copies what is made when it is clicked, and says that it did. */
export function CopyButton({ word, text }: { word: string; text: () => string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button type="button" className="btn s" onClick={() => void copyText(text()).then(() => setCopied(true))}>
      <Icon name={isCopied ? "check" : "copy"} size={14} />
      <span aria-live="polite">{isCopied ? "Copied" : word}</span>
    </button>
  );
}
