import { render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

it("leads whoever is not signed in to the sign-in page once, and remembers where they wanted to go", async () => {
  const problem = { title: "Not signed in", status: 401, code: "signed_out", detail: "Nobody is signed in" };
  const headers = { "Content-Type": "application/problem+json" };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(problem), { status: 401, headers })));
  vi.stubGlobal("scrollTo", () => undefined);
  window.history.pushState({}, "", "/settings/audit?in=finance");
  // The router reads the address when it is made.
  const [{ App }, { router }] = await Promise.all([import("./App"), import("@/routes")]);
  render(<App />);
  expect(await screen.findByRole("heading", { name: "Sign in" }, { timeout: 10_000 })).toBeTruthy();
  expect(router.state.location.pathname).toBe("/signin");
  expect(router.state.location.search).toEqual({ next: "/settings/audit?in=finance" });
}, 20_000);
