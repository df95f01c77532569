import { Tooltip } from "@mantine/core";
import type { ComponentProps, ReactElement } from "react";

/** A quiet button that is only an icon; what it does, and its key, stand in its tooltip. */
export function IconButton({ label, ...button }: { label: string } & ComponentProps<"button">): ReactElement {
  return (
    <Tooltip label={label}>
      <button type="button" className="btn g s ico" aria-label={label} {...button} />
    </Tooltip>
  );
}
