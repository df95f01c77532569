/** Turns terminal output into spans whose colours are names of tokens. Nothing but colour and weight survives. */

export type Hue = "black" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "white";

export interface Style {
  fg: Hue | null;
  bg: Hue | null;
  isBold: boolean;
  isDim: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
}

export interface Span {
  text: string;
  style: Style;
}

export const PLAIN: Style = {
  fg: null,
  bg: null,
  isBold: false,
  isDim: false,
  isItalic: false,
  isUnderlined: false,
};

const HUES: readonly Hue[] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const RGB: Record<Hue, readonly [number, number, number]> = {
  black: [30, 30, 30],
  red: [205, 49, 49],
  green: [13, 188, 121],
  yellow: [229, 190, 16],
  blue: [36, 114, 200],
  magenta: [188, 63, 188],
  cyan: [17, 168, 205],
  white: [229, 229, 229],
};

// CSI ... final byte | OSC ... BEL or ST | two-character escapes.
const ESCAPE =
  // oxlint-disable-next-line no-control-regex -- escapes are what is looked for
  /\u001b\[([0-9;:]*)([\u0020-\u002f]*[\u0040-\u007e])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\^_=>78]/g;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** What a terminal would show of the line: a progress bar that went back to the start shows its last state. */
export function parseAnsi(raw: string): Span[] {
  const text = lastRewrite(raw);
  const spans: Span[] = [];
  let style = PLAIN;
  let from = 0;
  const push = (piece: string) => {
    const clean = piece.replace(CONTROL, "");
    if (clean) spans.push({ text: clean, style });
  };
  for (const match of text.matchAll(ESCAPE)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === "m") style = restyle(style, match[1] ?? "");
  }
  push(text.slice(from));
  return spans;
}

/** The text alone, which is what search looks at and copy gives. */
export function plainText(raw: string): string {
  return lastRewrite(raw).replace(ESCAPE, "").replace(CONTROL, "");
}

function lastRewrite(raw: string): string {
  const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  const cut = text.lastIndexOf("\r");
  return cut < 0 ? text : text.slice(cut + 1);
}

function restyle(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const [hue, used] = extended(codes, i + 1);
      next = code === 38 ? { ...next, fg: hue } : { ...next, bg: hue };
      i += used;
    } else next = simple(next, code);
  }
  return next;
}

function simple(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 3) return { ...style, isItalic: true };
  if (code === 4) return { ...style, isUnderlined: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  if (code === 23) return { ...style, isItalic: false };
  if (code === 24) return { ...style, isUnderlined: false };
  if (code === 39) return { ...style, fg: null };
  if (code === 49) return { ...style, bg: null };
  const hue = HUES[code % 10] ?? null;
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...style, fg: hue };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return { ...style, bg: hue };
  return style;
}

/** `5;n` or `2;r;g;b`, brought to the nearest named hue; the second value is how many codes it took. */
function extended(codes: number[], at: number): [Hue | null, number] {
  if (codes[at] === 5) return [fromPalette(codes[at + 1] ?? 0), 2];
  if (codes[at] === 2) return [nearest(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), 4];
  return [null, 0];
}

function fromPalette(n: number): Hue | null {
  if (n < 16) return HUES[n % 8] ?? null;
  if (n >= 232) return n < 238 ? "black" : n > 249 ? "white" : null;
  const cube = n - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function nearest(r: number, g: number, b: number): Hue {
  let best: Hue = "white";
  let least = Infinity;
  for (const hue of HUES) {
    const [hr, hg, hb] = RGB[hue];
    const distance = (r - hr) ** 2 + (g - hg) ** 2 + (b - hb) ** 2;
    if (distance < least) {
      least = distance;
      best = hue;
    }
  }
  return best;
}

/** Class names of a span; the stylesheet maps them to tokens. */
export function classOf(style: Style): string {
  const names: string[] = [];
  if (style.fg) names.push(`ansi-${style.fg}`);
  if (style.bg) names.push(`ansi-on-${style.bg}`);
  if (style.isBold) names.push("ansi-bold");
  if (style.isDim) names.push("ansi-dim");
  if (style.isItalic) names.push("ansi-italic");
  if (style.isUnderlined) names.push("ansi-underline");
  return names.join(" ");
}
