import type { Json, Problem } from "@/api/types";

/** The body of an answer that is not a success (RFC 9457), with what Seaway adds to it. */
export interface ProblemBody {
  title: string;
  status: number;
  code: string;
  detail: string;
  hint: string | null;
  request_id: string | null;
  problems: Problem[];
  current: Json;
}

/** The server said no, or said nothing at all; `message` is a sentence for a person. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly body: ProblemBody;
  readonly at = new Date();

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.status = body.status;
    this.code = body.code;
    this.hint = body.hint;
    this.body = body;
  }

  get problems(): Problem[] {
    return this.body.problems;
  }

  get requestId(): string | null {
    return this.body.request_id;
  }

  /** What "Copy details" copies. */
  get details(): string {
    return JSON.stringify({ ...this.body, at: this.at.toISOString() }, null, 2);
  }
}

/** The answer's own words where it has some, else what its status means. */
export async function readProblem(response: Response, tookSeconds: number): Promise<ApiProblem> {
  const requestId = response.headers.get("x-request-id");
  const fallback = {
    title: "Request refused",
    status: response.status,
    code: `http_${response.status}`,
    detail: `The server answered ${response.status} after ${tookSeconds} s.`,
    hint: null,
    request_id: requestId,
    problems: [],
    current: null,
  };
  if (!/json/.test(response.headers.get("content-type") ?? "")) return new ApiProblem(fallback);
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    return new ApiProblem({ ...fallback, ...body });
  } catch {
    return new ApiProblem(fallback);
  }
}

export function unreachable(cause: unknown): ApiProblem {
  return new ApiProblem({
    title: "No answer",
    status: 0,
    code: "unreachable",
    detail: "The server did not answer. It may be restarting, or the network is down.",
    hint: cause instanceof Error ? cause.message : null,
    request_id: null,
    problems: [],
    current: null,
  });
}
