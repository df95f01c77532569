import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type ReactElement } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { queryClient } from "@/api/queries";
import { SchemaForm } from "@/form/SchemaForm";

const SCHEMA = {
  required: ["database", "into"],
  properties: {
    database: { type: "string", "x-form": { raw: true } },
    into: { type: "string", "x-form": { options: ["database"] } },
    also: { type: "array", items: { type: "string" }, "x-form": { options: ["database"] } },
  },
};
const TABLES: Record<string, string[]> = { shop: ["orders", "people"], lake: ["trips"] };

vi.setConfig({ testTimeout: 30_000 });

let asked: { inputs: { database: string }; search: string }[] = [];

/** The network: the tables of a database, or why they can't be told. */
function answer(_: string, init: RequestInit): Response {
  const body = JSON.parse(String(init.body)) as (typeof asked)[number];
  asked.push(body);
  const tables = TABLES[body.inputs.database];
  if (!tables) {
    const problem = { status: 400, code: "unavailable", title: "Bad request", detail: "It is down.", hint: "Wait." };
    return new Response(JSON.stringify(problem), {
      status: 400,
      headers: { "content-type": "application/problem+json" },
    });
  }
  const items = tables.filter((each) => each.includes(body.search)).map((value) => ({ value, label: "" }));
  return new Response(JSON.stringify({ items, is_cut: false }), { headers: { "content-type": "application/json" } });
}

function Shown({ first }: { first: Record<string, unknown> }): ReactElement {
  const [values, setValues] = useState(first);
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider env="test">
        <SchemaForm
          blueprint="sql.load"
          schema={SCHEMA}
          values={values}
          onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
        />
        <output>{JSON.stringify(values)}</output>
      </MantineProvider>
    </QueryClientProvider>
  );
}

beforeEach(() => {
  asked = [];
  queryClient.clear();
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => Promise.resolve(answer(path, init)));
});
afterEach(() => vi.unstubAllGlobals());

const field = () => screen.getByLabelText("Into", { selector: "input" });

test("what the system has can be chosen, and is asked for again when the database is another one", async () => {
  render(<Shown first={{ database: "shop" }} />);
  expect(asked).toEqual([]);
  await userEvent.click(field());
  await userEvent.click(await screen.findByText("people"));
  expect(screen.getByRole("status").textContent).toBe('{"database":"shop","into":"people"}');
  const database = screen.getByLabelText("Database", { selector: "input" });
  await userEvent.clear(database);
  await userEvent.type(database, "lake{Enter}");
  await userEvent.click(field());
  expect(await screen.findByText("trips")).toBeTruthy();
  expect(asked.map((each) => each.inputs.database)).toEqual(["shop", "lake"]);
});

test("each item of a list can be chosen", async () => {
  render(<Shown first={{ database: "shop", also: ["{{ inputs.table }}"] }} />);
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await userEvent.click(screen.getByLabelText("Also, item 2", { selector: "input" }));
  await userEvent.click(await screen.findByText("people"));
  expect(screen.getByRole("status").textContent).toContain('"also":["{{ inputs.table }}","people"]');
});

test("something else can be typed", async () => {
  render(<Shown first={{ database: "shop" }} />);
  await userEvent.type(field(), "new_table");
  await userEvent.tab();
  expect(screen.getByRole("status").textContent).toContain('"into":"new_table"');
});

test("nothing is asked before the database is known, and why stands in the field", async () => {
  render(<Shown first={{}} />);
  await userEvent.click(field());
  expect(screen.getByText("Choose the database to see what there is.")).toBeTruthy();
  expect(asked).toEqual([]);
});

test("what the system says stands under the field, which takes text all the same", async () => {
  render(<Shown first={{ database: "down" }} />);
  await userEvent.click(field());
  expect(await screen.findByText(/It is down\. Wait\. What you type counts\./)).toBeTruthy();
  await userEvent.type(field(), "x");
  await userEvent.tab();
  expect(screen.getByText('{"database":"down","into":"x"}')).toBeTruthy();
});
