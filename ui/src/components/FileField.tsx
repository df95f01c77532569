import { Input, Progress, TextInput } from "@mantine/core";
import { type DragEvent, type ReactElement, type ReactNode, useId, useRef, useState } from "react";

import { useUploadLimit } from "@/api/queries";
import type { InputField, Json } from "@/api/types";

import { acceptOf, mostBytes, sayTakes, sentName } from "./files";
import { sayBytes } from "./format";
import { Icon } from "./Icon";
import { useUpload } from "./useUpload";

export interface FileFieldProps {
  field: InputField;
  help: ReactNode;
  value: Json;
  error: string | undefined;
  onChange: (value: Json) => void;
}

/** A file for a run: chosen or dropped here and sent at once, or the path of one that the server has. */
export function FileField({ field, help, value, error, onChange }: FileFieldProps): ReactElement {
  const id = useId();
  const text = typeof value === "string" ? value : "";
  const most = mostBytes(field, useUploadLimit().data?.max_bytes);
  const sending = useUpload({ field, most, value, onChange });
  const [isPath, setPath] = useState(text !== "" && sentName(text) === null);
  const [isOver, setOver] = useState(false);
  const label = field.title || field.name;
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) sending.start(file);
  };
  const isPathShown = isPath && sending.file === null;
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={help}
      withAsterisk={field.required}
      error={sending.problem ?? error}
      errorProps={{ role: "alert" }}
      inputWrapperOrder={["label", "input", "description", "error"]}
    >
      {isPathShown ? (
        <TextInput
          id={id}
          value={text}
          error={Boolean(error)}
          placeholder="data/export.csv"
          aria-description="A path below the project's folder, or a whole one"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <div
          className="filefield"
          data-over={isOver || undefined}
          data-wrong={Boolean(sending.problem ?? error) || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Chooser id={id} field={field} label={label} isChosen={text !== ""} sending={sending} />
          <Standing text={text} sending={sending} takes={sayTakes(field, most)} />
          {text !== "" ? (
            <button
              type="button"
              className="btn g s ico"
              aria-label={`Take ${label} away`}
              onClick={() => onChange("")}
            >
              <Icon name="close" size={14} />
            </button>
          ) : null}
        </div>
      )}
      {sending.file === null ? (
        <button
          type="button"
          className="link sm"
          onClick={() => {
            setPath(!isPath);
            onChange("");
          }}
        >
          {isPath ? "Send a file instead" : "Give a path on the server instead"}
        </button>
      ) : null}
    </Input.Wrapper>
  );
}

interface ChooserProps {
  id: string;
  field: InputField;
  label: string;
  isChosen: boolean;
  sending: ReturnType<typeof useUpload>;
}

/** One button through all states, so that the keyboard's place is never lost. */
function Chooser({ id, field, label, isChosen, sending }: ChooserProps): ReactElement {
  const picker = useRef<HTMLInputElement>(null);
  const act = sending.file ? "Stop" : isChosen ? "Replace" : "Choose a file";
  return (
    <>
      <button
        type="button"
        id={id}
        className="btn s"
        aria-label={`${label}: ${act}`}
        onClick={() => (sending.file ? sending.stop() : picker.current?.click())}
      >
        {act}
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        accept={acceptOf(field)}
        data-file={field.name}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = ""; // the same file again is a change too
          if (file) sending.start(file);
        }}
      />
    </>
  );
}

interface StandingProps {
  text: string;
  sending: ReturnType<typeof useUpload>;
  takes: string;
}

function Standing({ text, sending, takes }: StandingProps): ReactElement {
  const { file, share, sent } = sending;
  if (file) {
    const percent = Math.floor(share * 100);
    return (
      <div className="filefield-said">
        <span className="cut" title={file.name}>
          {file.name}
        </span>
        <Progress value={percent} size={4} className="grow" aria-label={`${file.name} is being sent`} />
        <span className="t3 sm num nowrap">
          {percent} % of {sayBytes(file.size)}
        </span>
      </div>
    );
  }
  const name = sentName(text) ?? text;
  if (name === "")
    return (
      <span className="t3 sm cut grow" title={takes}>
        or drop it here{takes ? ` (${takes})` : ""}
      </span>
    );
  return (
    <div className="filefield-said" role="status">
      <Icon name="file" size={14} />
      <span className="cut" title={name}>
        {name}
      </span>
      {sent?.reference === text ? <span className="t3 sm num nowrap">{sayBytes(sent.size_bytes)}</span> : null}
    </div>
  );
}
