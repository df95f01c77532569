import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiProblem, api, buildUrl, fetchAnswer, onSignedOut, setCsrf } from "./client";

const asked = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  Promise.resolve(
    new Response(body === null ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
    }),
  );

const problem = { title: "No", status: 422, code: "invalid", detail: "The day is wrong", hint: "Write 2026-03-12" };

beforeEach(() => vi.stubGlobal("fetch", asked));
afterEach(() => {
  asked.mockReset();
  onSignedOut(null);
  setCsrf("");
  vi.unstubAllGlobals();
});

const headersOf = (call: number): Headers => new Headers(asked.mock.calls[call]?.[1].headers);

describe("requests", () => {
  it("leave out what is not asked for and repeat what is a list", () => {
    expect(buildUrl("/runs", { a: "", b: undefined, c: null, d: 0, e: ["x", "y"] })).toBe("/api/v1/runs?d=0&e=x&e=y");
  });

  it("carry the CSRF token on writes alone", async () => {
    setCsrf("secret-of-the-session");
    asked.mockImplementation(() => answer(200, {}));
    await api.get("/x");
    await api.post("/x", {}, { idempotencyKey: "once" });
    expect(headersOf(0).get("X-CSRF-Token")).toBeNull();
    expect(headersOf(1).get("X-CSRF-Token")).toBe("secret-of-the-session");
    expect(headersOf(1).get("Idempotency-Key")).toBe("once");
  });

  it("hand over the ETag with what can be edited", async () => {
    asked.mockImplementation(() => answer(200, { text: "a" }, { ETag: '"7"' }));
    expect(await fetchAnswer("GET", "/x")).toEqual({ data: { text: "a" }, etag: '"7"' });
  });
});

describe("what goes wrong", () => {
  it("says what the server said", async () => {
    asked.mockImplementation(() => answer(422, problem));
    await expect(api.get("/x")).rejects.toMatchObject({
      message: "The day is wrong",
      hint: "Write 2026-03-12",
      problems: [],
    });
  });

  it("is a sentence where the answer is not one of ours", async () => {
    asked.mockImplementation(() => Promise.resolve(new Response("<html>Bad gateway</html>", { status: 502 })));
    await expect(api.get("/x")).rejects.toThrow("The server answered 502 after 0 s.");
  });

  it("is a sentence where there is no answer", async () => {
    asked.mockRejectedValue(new TypeError("Failed to fetch"));
    const error = await api.get("/x").catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ status: 0, code: "unreachable" });
  });
});

describe("a session that ran out", () => {
  it("asks for the password and then does what was asked, with the new token", async () => {
    setCsrf("old");
    asked.mockImplementationOnce(() => answer(401, { ...problem, status: 401 }));
    asked.mockImplementationOnce(() => answer(200, { saved: true }));
    onSignedOut(async () => setCsrf("new"));
    expect(await api.put("/draft", { text: "three edits" })).toEqual({ saved: true });
    expect(headersOf(1).get("X-CSRF-Token")).toBe("new");
    expect(asked.mock.calls[1]?.[1].body).toBe('{"text":"three edits"}');
  });

  it("fails where the person gives up, and where nobody is there to ask", async () => {
    asked.mockImplementation(() => answer(401, { ...problem, status: 401 }));
    await expect(api.get("/x")).rejects.toMatchObject({ status: 401 });
    onSignedOut(() => Promise.reject(new Error("Your session ended.")));
    await expect(api.get("/x")).rejects.toThrow("Your session ended.");
  });

  it("is not asked for by the sign-in itself", async () => {
    const ask = vi.fn<() => Promise<void>>(() => Promise.resolve());
    onSignedOut(ask);
    asked.mockImplementation(() => answer(401, { ...problem, status: 401 }));
    await expect(api.post("/session", {})).rejects.toMatchObject({ status: 401 });
    expect(ask).not.toHaveBeenCalled();
  });
});
