import { Tooltip } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";

import { Icon } from "@/components/Icon";

export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Served without TLS on another address there is no clipboard API.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** An id or hash in short, the whole on hover, a click copies it. */
export function CopyId({ value, short, what = "id" }: { value: string; short?: string; what?: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <Tooltip label={isCopied ? "Copied" : `${value}, click to copy`}>
      <button
        type="button"
        className="copyid mono"
        aria-label={`Copy ${what} ${value}`}
        onClick={(event) => {
          event.stopPropagation();
          void copyText(value).then(() => setCopied(true));
        }}
      >
        {short ?? value}
        <Icon name={isCopied ? "check" : "copy"} size={12} />
      </button>
    </Tooltip>
  );
}
