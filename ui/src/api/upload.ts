import { buildUrl, headersFor, withSession } from "@/api/client";
import { readProblem, unreachable } from "@/api/problem";
import { inProject } from "@/api/project";
import type { Uploaded } from "@/api/types";

export interface UploadOptions {
  /** How much of it has left, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Send a file before the run that takes it; `reference` of the answer is the value of the input. */
export function upload(file: File, options: UploadOptions): Promise<Uploaded> {
  const url = buildUrl(inProject("/uploads"), { name: file.name });
  return withSession(() => send(url, file, options));
}

/** By XMLHttpRequest: `fetch` does not tell how far it is. */
function send(url: string, file: File, { onProgress, signal }: UploadOptions): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => void answered(request).then(resolve, reject));
    request.addEventListener("error", () => reject(unreachable(new Error(`${file.name} was not sent to its end`))));
    request.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")));
    request.addEventListener("loadend", () => signal.removeEventListener("abort", stop));
    signal.addEventListener("abort", stop);
    request.open("POST", url);
    headersFor("POST").forEach((value, name) => request.setRequestHeader(name, value));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (signal.aborted) reject(new DOMException("Stopped", "AbortError"));
    else request.send(file);
  });
}

async function answered(request: XMLHttpRequest): Promise<Uploaded> {
  const headers: Record<string, string> = {};
  for (const name of ["content-type", "x-request-id"]) {
    const value = request.getResponseHeader(name);
    if (value) headers[name] = value;
  }
  const response = new Response(request.responseText, { status: request.status, headers });
  if (response.ok) return (await response.json()) as Uploaded;
  throw await readProblem(response, 0);
}

/** Somebody stopped it: nothing to be told. */
export function isStopped(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
