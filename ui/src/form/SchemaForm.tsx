import { Fragment, useContext, useState, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { ChoiceSources } from "@/form/choice-context";
import { fieldProblem, isExpression } from "@/form/checks";
import { FieldProblems } from "@/form/expression-context";
import { ExpressionInput } from "@/form/ExpressionInput";
import { ExpressionSwitch, Field } from "@/form/Field";
import { fieldsOf, foldFields, isWanted, sectionsOf, type FieldSpec, type JsonSchema } from "@/form/schema";
import { FieldEditor, takesExpressions } from "@/form/FieldEditor";

export interface SchemaFormProps {
  schema: JsonSchema;
  values: Readonly<Record<string, unknown>>;
  /** One value changed; undefined takes it away. */
  onChange: (name: string, value: unknown) => void;
  /** Values as they are, with no expressions: a connection. Only what is advanced is folded. */
  isPlain?: boolean;
  /** Who is asked for choices; without it such fields take plain text. */
  blueprint?: string;
}

/** The form of a blueprint or a connection, made of its signature. */
export function SchemaForm({ schema, values, onChange, isPlain = false, blueprint }: SchemaFormProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const all = fieldsOf(schema);
  const fields = all.filter((field) => isWanted(field, all, values));
  const { shown, folded } = foldFields(fields, new Set(Object.keys(values)), isPlain ? Infinity : undefined);
  const visible = isOpen ? [...shown, ...folded] : shown;
  return (
    <ChoiceSources value={blueprint ? { blueprint, fields: all, values } : null}>
      {sectionsOf(visible).map((section) => (
        <Fragment key={section.title}>
          {section.title ? <h4 className="form-group">{section.title}</h4> : null}
          {section.fields.map((field) => (
            <SchemaField
              key={field.name}
              field={isPlain ? { ...field, isRaw: true } : field}
              isPlain={isPlain}
              value={values[field.name]}
              onChange={(value) => onChange(field.name, value)}
            />
          ))}
        </Fragment>
      ))}
      {folded.length > 0 && !isOpen ? (
        <button type="button" className="btn g s fold-more" onClick={() => setOpen(true)}>
          <Icon name="plus" size={14} />
          {foldedNames(folded)}
        </button>
      ) : null}
    </ChoiceSources>
  );
}

function foldedNames(folded: FieldSpec[]): string {
  const names = folded.map((field) => field.label);
  const [first = "", second] = names;
  if (names.length <= 2) return names.join(" and ");
  return `${first}, ${second?.toLowerCase()} and ${names.length - 2} more`;
}

function SchemaField({
  field,
  isPlain,
  value,
  onChange,
}: {
  field: FieldSpec;
  isPlain: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}): ReactElement {
  const reported = useContext(FieldProblems)[field.name] ?? "";
  const [wantsExpression, setWantsExpression] = useState(false);
  const canSwitch = !isPlain && takesExpressions(field);
  const isWritten = isExpression(value);
  const showsExpression = canSwitch && (wantsExpression || isWritten);
  const problem = reported || (value === undefined ? "" : fieldProblem(field, value));
  const flip = (isOn: boolean) => {
    setWantsExpression(isOn);
    if (!isOn && isWritten) onChange(undefined);
  };
  return (
    <Field
      label={field.label}
      isRequired={field.isRequired}
      hint={field.description}
      problem={problem}
      aside={canSwitch ? <ExpressionSwitch isOn={showsExpression} onSwitch={flip} /> : null}
    >
      {({ id }) =>
        showsExpression ? (
          <ExpressionInput
            id={id}
            label={field.label}
            value={isWritten ? value : ""}
            isBad={problem !== ""}
            onCommit={(text) => onChange(text === "" ? undefined : text)}
            placeholder="{{ … }}"
          />
        ) : (
          <FieldEditor id={id} field={field} value={value} isBad={problem !== ""} onChange={onChange} />
        )
      }
    </Field>
  );
}
