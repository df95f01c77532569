/** Ids of tasks: valid, and free. */

const ID = /^[a-z][a-z0-9_]*$/;

export function nameProblem(id: string, taken: ReadonlySet<string>): string {
  if (!ID.test(id)) return "Lower-case letters, digits and underscores, beginning with a letter.";
  return taken.has(id) ? `There is a task ${id} already.` : "";
}

export function toId(words: string): string {
  const plain = words
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return ID.test(plain) ? plain : plain ? `t_${plain}` : "task";
}

/** `wanted`, or the first of `wanted_2`, `wanted_3`, … that is free. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  for (let count = 2; ; count += 1) {
    const name = `${stem}_${count}`;
    if (!taken.has(name)) return name;
  }
}
