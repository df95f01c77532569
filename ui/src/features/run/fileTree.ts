/** Files as a tree of folders, with the sizes of what is below. */

import type { RunFile } from "./types";

export interface FileNode {
  name: string;
  path: string;
  size_bytes: number;
  file: RunFile | null;
  children: FileNode[];
}

/** One root a task, in the order given; folders with a single folder in them are one line. */
export function fileTree(files: readonly RunFile[]): FileNode[] {
  const roots = new Map<string, FileNode>();
  for (const file of files) {
    const key = file.is_kept_of_failed ? `${file.task} (attempt ${file.attempt ?? "?"}, kept for a look)` : file.task;
    const root = roots.get(key) ?? folder(key, key);
    roots.set(key, root);
    add(root, file);
  }
  return [...roots.values()].map((root) => ({ ...root, children: root.children.map(joined) }));
}

function folder(name: string, path: string): FileNode {
  return { name, path, size_bytes: 0, file: null, children: [] };
}

function add(root: FileNode, file: RunFile): void {
  const parts = file.path.split("/");
  let at = root;
  at.size_bytes += file.size_bytes;
  for (const part of parts.slice(0, -1)) {
    let next = at.children.find((child) => child.file === null && child.name === part);
    if (!next) {
      next = folder(part, `${at.path}/${part}`);
      at.children.push(next);
    }
    next.size_bytes += file.size_bytes;
    at = next;
  }
  const name = parts[parts.length - 1] ?? file.path;
  at.children.push({ name, path: `${at.path}/${name}`, size_bytes: file.size_bytes, file, children: [] });
}

function joined(node: FileNode): FileNode {
  const [only] = node.children;
  if (node.file === null && node.children.length === 1 && only && only.file === null) {
    return joined({ ...only, name: `${node.name}/${only.name}` });
  }
  return { ...node, children: node.children.map(joined) };
}

/** The address of a file within the page: its task and its path. */
export function fileKey(file: RunFile): string {
  return `${file.task}:${file.is_kept_of_failed ? `${file.attempt ?? ""}!` : ""}${file.path}`;
}
