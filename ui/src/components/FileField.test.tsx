import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactElement, useEffect, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { setProject } from "@/api/project";
import { queryClient } from "@/api/queries";
import type { InputField } from "@/api/types";

import { type Draft, readForm } from "./inputs";
import { InputsForm } from "./InputsForm";

const REFERENCE = `upload:${"a".repeat(64)}/march.csv`;
const base = {
  description: "",
  required: false,
  default: null,
  default_said: null,
  options: [],
  items: null,
  min: null,
  max: null,
  min_length: null,
  max_length: null,
  pattern: null,
  accept: [],
  max_bytes: null,
  placeholder: "",
  schema: {},
};
const FIELDS: InputField[] = [
  { ...base, name: "export", type: "file", title: "Export", required: true },
  { ...base, name: "note", type: "string", title: "Note" },
];

/** The network: what was sent, and how it is answered when the test says so. */
class Wire extends EventTarget {
  static last: Wire;
  upload = new EventTarget();
  status = 0;
  responseText = "";
  url = "";
  headers: Record<string, string> = {};
  body: unknown = null;
  constructor() {
    super();
    Wire.last = this;
  }
  open(_method: string, url: string): void {
    this.url = url;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  getResponseHeader(name: string): string | null {
    return name === "content-type" ? "application/json" : null;
  }
  send(body: unknown): void {
    this.body = body;
  }
  abort(): void {
    this.dispatchEvent(new Event("abort"));
    this.dispatchEvent(new Event("loadend"));
  }
  async answer(status: number, body: unknown): Promise<void> {
    this.status = status;
    this.responseText = JSON.stringify(body);
    await act(async () => {
      this.dispatchEvent(new Event("load"));
      this.dispatchEvent(new Event("loadend"));
      await Promise.resolve();
    });
  }
}

let draft: Draft = {};

function Form({ first = "" }: { first?: string }): ReactElement {
  const [held, setHeld] = useState<Draft>({ export: first, note: "" });
  useEffect(() => {
    draft = held;
  }, [held]);
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider>
        <InputsForm fields={FIELDS} draft={held} onChange={setHeld} isTried />
      </MantineProvider>
    </QueryClientProvider>
  );
}

const picker = (): HTMLInputElement => document.querySelector("[data-file='export']") as HTMLInputElement;
const march = (): File => new File(["a,b\n"], "march.csv");

beforeEach(() => {
  setProject("finance");
  queryClient.setQueryData(["project", "finance", "uploads"], { max_bytes: 1000 });
  vi.stubGlobal("XMLHttpRequest", Wire);
});
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it("sends a chosen file, says how far it is, and keeps what was typed meanwhile", async () => {
  render(<Form />);
  await userEvent.upload(picker(), march());
  expect(Wire.last.url).toBe("/api/v1/projects/finance/uploads?name=march.csv");
  expect(readForm(FIELDS, draft).errors).toEqual({ export: "Not there yet: march.csv is being sent." });
  act(() => {
    Wire.last.upload.dispatchEvent(new ProgressEvent("progress", { lengthComputable: true, loaded: 2, total: 4 }));
  });
  expect(screen.getByText("50 % of 4 B")).toBeTruthy();
  await userEvent.type(screen.getByRole("textbox", { name: "Note" }), "late");
  await Wire.last.answer(201, { reference: REFERENCE, name: "march.csv", size_bytes: 4 });
  await screen.findByText("march.csv");
  expect(readForm(FIELDS, draft)).toEqual({ values: { export: REFERENCE, note: "late" }, errors: {} });
  expect(screen.getByRole("button", { name: "Export: Replace" })).toBeTruthy();
});

it("does not send what is too large, and says both sizes", async () => {
  render(<Form />);
  await userEvent.upload(picker(), new File(["x".repeat(2000)], "big.csv"));
  expect(screen.getByRole("alert").textContent).toBe("big.csv has 2 kB, and a file may have 1 kB at most.");
  expect(draft["export"]).toBe("");
});

it("shows the server's refusal, and what stood there before stands there again", async () => {
  render(<Form first={REFERENCE} />);
  await userEvent.upload(picker(), new File(["x"], "other.csv"));
  await Wire.last.answer(413, { detail: "A file has at most 1 MB (SEAWAY_UPLOAD_MB)" });
  expect((await screen.findByRole("alert")).textContent).toContain("other.csv was not sent: A file has at most 1 MB");
  expect(draft["export"]).toBe(REFERENCE);
});

it("is stopped by the button that began it, and takes a path instead", async () => {
  render(<Form />);
  await userEvent.upload(picker(), march());
  const button = screen.getByRole("button", { name: "Export: Stop" });
  button.focus();
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByRole("button", { name: "Export: Choose a file" })).toBe(button);
  expect(document.activeElement).toBe(button);
  await userEvent.click(screen.getByRole("button", { name: "Give a path on the server instead" }));
  await userEvent.type(screen.getByRole("textbox", { name: /Export/ }), "data/march.csv");
  expect(readForm(FIELDS, draft).values["export"]).toBe("data/march.csv");
});
