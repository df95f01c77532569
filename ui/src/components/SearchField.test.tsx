import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactElement, createRef, useState } from "react";
import { expect, it, vi } from "vitest";

import { SearchField } from "./SearchField";

const field = createRef<HTMLInputElement>();

function Page({ onSearch }: { onSearch: (words: string) => void }): ReactElement {
  const [words, setWords] = useState("first");
  return (
    <MantineProvider>
      <SearchField
        field={field}
        label="Find"
        placeholder="Name"
        value={words}
        onChange={(next) => {
          onSearch(next);
          setWords(next);
        }}
      />
      <button type="button" onClick={() => setWords("")}>
        Clear
      </button>
    </MantineProvider>
  );
}

it("searches once after a burst of keys, and follows the address when that changes by itself", async () => {
  const onSearch = vi.fn<(words: string) => void>();
  render(<Page onSearch={onSearch} />);
  const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Find" });
  expect(input.value).toBe("first");
  await userEvent.type(input, " two");
  expect(input.value).toBe("first two");
  await vi.waitFor(() => expect(onSearch.mock.calls).toEqual([["first two"]]));
  await userEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(input.value).toBe("");
});
