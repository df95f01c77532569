import { Tooltip } from "@mantine/core";
import { useId, type ReactElement, type ReactNode } from "react";

import { Icon } from "@/components/Icon";
import { Said } from "@/components/Said";

export interface FieldProps {
  label: string;
  isRequired?: boolean;
  hint?: ReactNode;
  problem?: string;
  /** At the right of the label. */
  aside?: ReactNode;
  children: (ids: { id: string; describedBy: string }) => ReactNode;
}

/** Label above, help beneath; what is wrong takes the place of the help. */
export function Field({ label, isRequired, hint, problem, aside, children }: FieldProps): ReactElement {
  const id = useId();
  const describedBy = `${id}-help`;
  return (
    <div className="field" data-field={label}>
      <label htmlFor={id}>
        {label}
        {isRequired ? (
          <>
            <span className="req" aria-hidden="true">
              *
            </span>
            <span className="vh">required</span>
          </>
        ) : null}
        <span className="grow" />
        {aside}
      </label>
      {children({ id, describedBy })}
      {problem ? (
        <div className="err" id={describedBy} role="alert">
          <Icon name="alert" size={12} />
          <span>
            <Said text={problem} />
          </span>
        </div>
      ) : hint ? (
        <div className="hint" id={describedBy}>
          {typeof hint === "string" ? <Said text={hint} /> : hint}
        </div>
      ) : null}
    </div>
  );
}

/** Turns a typed field into an expression and back. */
export function ExpressionSwitch({
  isOn,
  onSwitch,
}: {
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
}): ReactElement {
  const label = isOn ? "Write a plain value" : "Write an expression";
  return (
    <Tooltip label={label}>
      <button type="button" className="fx" aria-pressed={isOn} aria-label={label} onClick={() => onSwitch(!isOn)}>
        <Icon name="wand" size={14} />
      </button>
    </Tooltip>
  );
}
