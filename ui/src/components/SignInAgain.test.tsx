import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { api } from "@/api/client";
import { keys, queryClient } from "@/api/queries";

import { SignInAgain } from "./SignInAgain";

const asked = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const said = (status: number, body: unknown): Promise<Response> =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
const session = (user: object): object => ({ user: { name: "ada", ...user }, csrf: "next", projects: [] });

beforeEach(() => vi.stubGlobal("fetch", asked));
afterEach(() => {
  asked.mockReset();
  vi.unstubAllGlobals();
  queryClient.clear();
});

async function open(user: object): Promise<void> {
  queryClient.setQueryData(keys.session, session(user));
  render(
    <QueryClientProvider client={queryClient}>
      <MantineProvider>
        <SignInAgain />
      </MantineProvider>
    </QueryClientProvider>,
  );
  asked.mockImplementationOnce(() => said(401, { detail: "Your session ended" }));
  await act(async () => {
    void api.post("/x", {}).catch(() => null);
    await Promise.resolve();
  });
}

it("takes the name where somebody has a password and no address, and sends again what waited", async () => {
  await open({ email: null, has_password: true });
  const field = await screen.findByLabelText("Password of ada");
  asked.mockImplementation((url) => said(200, url.endsWith("/session") ? session({}) : { done: true }));
  await userEvent.type(field, "long enough to pass");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(3));
  expect(asked.mock.calls[1]?.[1].body).toBe(JSON.stringify({ email: "ada", password: "long enough to pass" }));
  expect(asked.mock.calls[2]?.[0]).toBe("/api/v1/x");
});

it("asks nobody for a password who has none", async () => {
  await open({ email: "ada@example.org", has_password: false });
  expect(await screen.findByRole("button", { name: "I am signed in again" })).toBeTruthy();
  expect(screen.queryByLabelText(/Password/)).toBeNull();
});
