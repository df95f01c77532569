/** Finds error blocks among lines that are held, and steps from one error to the next. */

import { plainText } from "./ansi";
import type { LogLine } from "./book";

export type Mark = "head" | "body" | "warn";

const TRACEBACK = /^\s*(?:\+\s*(?:Exception Group )?)?Traceback \(most recent call last\)/;
const CHAINED = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const RAISED = /^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Fault|Failure|Group|Warning)\b/;
const ERROR_WORD = /^(?:.{0,40}\b)?(?:ERROR|CRITICAL|FATAL)\b|^(?:[Ee]rror|[Ff]atal)(?:\[\w+\])?:/;
const WARN_WORD = /^(?:.{0,40}\b)?WARN(?:ING)?\b|^[A-Za-z]*Warning:|:\d+: [A-Z][A-Za-z]*Warning: /;
const MOST_BLOCK_LINES = 200;

/** Marks by line number: `head` names the error, `body` belongs to its block, `warn` is a warning. */
export function markErrors(lines: readonly LogLine[]): Map<number, Mark> {
  const marks = new Map<number, Mark>();
  let i = 0;
  while (i < lines.length) {
    const line = lines[i] as LogLine;
    const text = plainText(line.text);
    if (TRACEBACK.test(text)) i = markTraceback(lines, i, marks);
    else {
      const mark = markOf(line, text);
      if (mark) marks.set(line.n, mark);
      i += 1;
    }
  }
  return marks;
}

function markOf(line: LogLine, text: string): Mark | null {
  if (line.level === "error" || line.level === "critical" || (isPlain(line) && ERROR_WORD.test(text))) return "head";
  if (isPlain(line) && line.stream === "err" && RAISED.test(text) && !WARN_WORD.test(text)) return "head";
  if (line.level === "warning" || (isPlain(line) && WARN_WORD.test(text))) return "warn";
  return null;
}

/** Only what user code printed is judged by its words: what Seaway says has its level. */
function isPlain(line: LogLine): boolean {
  return line.stream === "out" || line.stream === "err";
}

/** Returns the index after the block. */
function markTraceback(lines: readonly LogLine[], start: number, marks: Map<number, Mark>): number {
  marks.set((lines[start] as LogLine).n, "head");
  let i = start + 1;
  for (; i < lines.length && i - start < MOST_BLOCK_LINES; i++) {
    const line = lines[i] as LogLine;
    const text = plainText(line.text);
    if (/^\s|^$/.test(text) || CHAINED.test(text)) marks.set(line.n, "body");
    else {
      marks.set(line.n, "head");
      if (!continues(lines, i + 1)) return i + 1;
    }
  }
  return i;
}

/** Whether a chained exception or the rest of a message with several lines follows. */
function continues(lines: readonly LogLine[], at: number): boolean {
  for (let i = at; i < Math.min(at + 3, lines.length); i++) {
    const text = plainText((lines[i] as LogLine).text);
    if (CHAINED.test(text)) return true;
    if (text.trim() !== "") return false;
  }
  return false;
}

/** The sorted line number after (or before) the present one, going round at the end. */
export function step(numbers: readonly number[], from: number | null, direction: 1 | -1): number | null {
  if (numbers.length === 0) return null;
  if (direction > 0) return numbers.find((n) => n > (from ?? 0)) ?? numbers[0] ?? null;
  for (let i = numbers.length - 1; i >= 0; i--) {
    const n = numbers[i] as number;
    if (from !== null && n < from) return n;
  }
  return numbers[numbers.length - 1] ?? null;
}
