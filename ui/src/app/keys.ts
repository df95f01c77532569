/** A key as it is written in an action: "mod+k", "shift+l", "?", "g h" (one after the other). */
const isMac = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit", "range", "file"].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** What was pressed, in the same words; shift is named only with letters and named keys, since "?" is a shifted sign itself. */
export function chordOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase();
  const parts: string[] = [];
  if (isMac ? event.metaKey : event.ctrlKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  const isNamed = key.length > 1 || /[a-z]/.test(key);
  // Shift 1 is "!" on one keyboard and something else on the next: digits are read from where they are.
  const digit = event.shiftKey ? /^Digit(\d)$/.exec(event.code)?.[1] : undefined;
  if (event.shiftKey && (isNamed || digit)) parts.push("shift");
  parts.push(digit ?? key);
  return parts.join("+");
}

const shown: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  shift: "Shift",
  alt: "Alt",
  escape: "Esc",
  enter: "Enter",
  backspace: "Backspace",
  arrowleft: "←",
  arrowright: "→",
  arrowup: "↑",
  arrowdown: "↓",
};

export function sayKey(key: string): string {
  return key
    .split(" ")
    .map((chord) =>
      chord
        .split("+")
        .map((part) => shown[part] ?? part.toUpperCase())
        .join(" "),
    )
    .join(" then ");
}

/** Puts chords together into sequences such as "g h"; the first key waits a second for the next. */
export class KeyReader {
  private first = "";
  private at = 0;

  /** What may be meant by this chord now: a sequence first, then the chord itself. */
  read(chord: string, now: number): string[] {
    const isSequence = this.first !== "" && now - this.at < 1000;
    const found = isSequence ? [`${this.first} ${chord}`, chord] : [chord];
    this.first = chord;
    this.at = now;
    return found;
  }

  forget(): void {
    this.first = "";
  }
}
