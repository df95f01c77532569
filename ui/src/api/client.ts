import { ApiProblem, readProblem, unreachable } from "@/api/problem";

export { ApiProblem } from "@/api/problem";

export type QueryValue = string | number | boolean | null | undefined | readonly string[];

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** The ETag that an edit stands on; the server refuses it (412) where somebody was faster. */
  ifMatch?: string;
  /** Only where nothing is there yet; refused (412) where somebody was faster. */
  isFirst?: boolean;
  /** Makes a creation safe to send twice. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

type SignIn = () => Promise<void>;

let csrf = "";
let askToSignIn: SignIn | null = null;

export function setCsrf(token: string): void {
  csrf = token;
}

/** Who asks for a password when the session ran out; the request waits and then goes on, so no page and no draft is lost. */
export function onSignedOut(ask: SignIn | null): void {
  askToSignIn = ask;
}

export function buildUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) search.append(key, String(one));
    else if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

/** What each request of a page says about itself. */
export function headersFor(method: string, options: RequestOptions = {}): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "GET" && csrf) headers.set("X-CSRF-Token", csrf);
  if (options.ifMatch) headers.set("If-Match", options.ifMatch);
  if (options.isFirst) headers.set("If-None-Match", "*");
  if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
  return headers;
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const started = performance.now();
  const init: RequestInit = { method, headers: headersFor(method, options), credentials: "same-origin" };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(buildUrl(path, options.query), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable(error);
  }
  if (response.ok) return response;
  throw await readProblem(response, Math.round((performance.now() - started) / 1000));
}

/** Send it; where the session ran out, sign in again over the page and send it once more. */
export async function withSession<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const isSignedOut = error instanceof ApiProblem && error.status === 401;
    if (!isSignedOut || !askToSignIn) throw error;
    await askToSignIn();
    return attempt();
  }
}

function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const attempt = (): Promise<Response> => send(method, path, options);
  return path === "/session" ? attempt() : withSession(attempt);
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return (isJson ? await response.json() : await response.text()) as T;
}

/** The same with its ETag, for what can be edited. */
export async function fetchAnswer<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await request(method, path, options);
  return { data: await read<T>(response), etag: response.headers.get("etag") };
}

export const api = {
  get: async <T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal): Promise<T> =>
    read<T>(await request("GET", path, { query, signal })),
  post: async <T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> =>
    read<T>(await request("POST", path, { ...options, body: body ?? {} })),
  put: async <T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> =>
    read<T>(await request("PUT", path, { ...options, body })),
  patch: async <T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> =>
    read<T>(await request("PATCH", path, { ...options, body })),
  del: async <T>(path: string, options: RequestOptions = {}): Promise<T> =>
    read<T>(await request("DELETE", path, options)),
};
