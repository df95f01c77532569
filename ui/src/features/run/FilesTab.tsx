import { useMemo, useState, type ReactElement } from "react";

import { useProject } from "@/api/project";
import type { Json, RunDetail } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { plural, sayBytes, sayCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Empty, Failed, Loading, Panel } from "@/components/PanelState";
import { toCsv } from "./csv";
import { fileKey, fileTree, type FileNode } from "./fileTree";
import { fileAddress, useFilePreview, useFiles } from "./queries";
import type { FilePreview, RunFile } from "./types";

export interface FilesTabProps {
  run: RunDetail;
  file: string | null;
  onFile(key: string): void;
}

export function FilesTab({ run, file, onFile }: FilesTabProps): ReactElement {
  const files = useFiles(run.run_id);
  return (
    <Panel query={files} what="the files" rows={8} rowHeight={28}>
      {(page) =>
        page.are_gone ? (
          <Empty title="The files of this run are not kept any more">
            What a run leaves is kept for a time that the project sets; its outputs and logs may still be there.
          </Empty>
        ) : page.items.length === 0 ? (
          <Empty title="No files were left">
            Files that a task writes into its folder are kept with the run, and found here.
          </Empty>
        ) : (
          <div className="files">
            <Tree files={page.items} chosen={file} onFile={onFile} hasMore={page.is_cut} />
            <Chosen run={run} file={page.items.find((one) => fileKey(one) === file) ?? null} />
          </div>
        )
      }
    </Panel>
  );
}

function Tree({
  files,
  chosen,
  onFile,
  hasMore,
}: {
  files: readonly RunFile[];
  chosen: string | null;
  onFile(key: string): void;
  hasMore: boolean;
}): ReactElement {
  const roots = useMemo(() => fileTree(files), [files]);
  const total = files.reduce((sum, one) => sum + one.size_bytes, 0);
  return (
    <nav className="files-tree" aria-label="Files">
      <div className="files-sum t3 sm">
        {plural(files.length, "file")}
        {hasMore ? " and more" : ""}, {sayBytes(total)}
      </div>
      <div role="tree">
        {roots.map((root) => (
          <Node
            key={root.path}
            node={root}
            depth={0}
            chosen={chosen}
            onFile={onFile}
            isOpenAtFirst={roots.length < 12}
          />
        ))}
      </div>
    </nav>
  );
}

interface NodeProps {
  node: FileNode;
  depth: number;
  chosen: string | null;
  isOpenAtFirst: boolean;
  onFile(key: string): void;
}

function Node({ node, depth, chosen, isOpenAtFirst, onFile }: NodeProps): ReactElement {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { file } = node;
  const isChosen = file !== null && fileKey(file) === chosen;
  return (
    <div role="treeitem" aria-expanded={file ? undefined : isOpen} aria-selected={isChosen}>
      <button
        type="button"
        className={`files-row${isChosen ? " is-selected" : ""}`}
        style={{ paddingLeft: 12 + depth * 16 }}
        title={node.path}
        onClick={() => (file ? onFile(fileKey(file)) : setOpen(!isOpen))}
      >
        {file ? (
          <i className="gantt-toggle" />
        ) : (
          <span className={`gantt-toggle${isOpen ? " is-open" : ""}`}>
            <Icon name="right" size={12} />
          </span>
        )}
        <Icon name={file ? "file" : "folder"} size={14} />
        <span className={depth === 0 ? "cut m grow" : "cut grow"}>{node.name}</span>
        <span className="t3 sm num">{sayBytes(node.size_bytes)}</span>
      </button>
      {isOpen && !file ? (
        <div role="group">
          {node.children.map((child) => (
            <Node
              key={child.path}
              node={child}
              depth={depth + 1}
              chosen={chosen}
              onFile={onFile}
              isOpenAtFirst={isOpenAtFirst && depth < 3}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Chosen({ run, file }: { run: RunDetail; file: RunFile | null }): ReactElement {
  const project = useProject();
  const preview = useFilePreview(run.run_id, file);
  if (!file)
    return <Empty title="Choose a file">Text, tables and pictures are shown here; anything can be downloaded.</Empty>;
  return (
    <section className="files-view" aria-label={file.path}>
      <header className="panel-head">
        <h2 className="cut" title={file.path}>
          {file.path}
        </h2>
        <span className="t3 sm nowrap">
          {sayBytes(file.size_bytes)},{" "}
          {file.is_kept_of_failed ? `kept of a failed attempt of ${file.task}` : `by ${file.task}`}
        </span>
        <span className="grow" />
        <a className="btn s" href={fileAddress(run.run_id, file, project, true)} download>
          <Icon name="download" size={14} />
          Download
        </a>
      </header>
      {preview.error ? (
        <Failed what="the preview" error={preview.error} onRetry={() => void preview.refetch()} />
      ) : null}
      {preview.isPending ? <Loading what="the preview" rows={8} rowHeight={24} /> : null}
      {preview.data ? (
        <PreviewOf preview={preview.data} address={fileAddress(run.run_id, file, project, false)} name={file.path} />
      ) : null}
    </section>
  );
}

function PreviewOf({ preview, address, name }: { preview: FilePreview; address: string; name: string }): ReactElement {
  switch (preview.kind) {
    case "csv":
    case "parquet":
      return <TablePreview preview={preview} />;
    case "image":
      return (
        <div className="files-image">
          <img src={address} alt={name} />
        </div>
      );
    case "text":
      return (
        <>
          <pre className="files-text">{preview.text}</pre>
          {preview.truncated ? <p className="t3 sm pad">Only the beginning is shown.</p> : null}
        </>
      );
    default:
      return (
        <Empty title="This file has no preview">
          {preview.note || "It is neither text nor a table nor a picture. Download it to look at it."}
        </Empty>
      );
  }
}

function TablePreview({ preview }: { preview: FilePreview }): ReactElement {
  const columns = preview.columns ?? [];
  const rows = preview.rows ?? [];
  const total = preview.total_rows;
  const isPart = preview.truncated || (total ?? 0) > rows.length;
  return (
    <div className="files-table">
      <div className="files-table-scroll">
        <table>
          <thead>
            <tr>
              <th className="r">#</th>
              {columns.map((column) => (
                <th key={column.name}>
                  {column.name}
                  {column.type ? <small>{column.type}</small> : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                <td className="r t3">{at + 1}</td>
                {cells(row, columns).map((value, place) => (
                  <td key={place} title={sayCell(value)} className={typeof value === "number" ? "r num" : undefined}>
                    {value === null ? <span className="t3">null</span> : sayCell(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row files-foot">
        <p className="t3 sm grow">
          {isPart
            ? `The first ${plural(rows.length, "row")}${total ? ` of ${sayCount(total)}` : ""}.`
            : plural(rows.length, "row")}
        </p>
        {columns.length > 0 ? (
          <CopyButton
            word={isPart ? "Copy these rows as CSV" : "Copy as CSV"}
            text={() =>
              toCsv({ columns: columns.map((one) => one.name), rows: rows.map((row) => cells(row, columns)) })
            }
          />
        ) : null}
      </div>
    </div>
  );
}

function cells(row: Json, columns: readonly { name: string }[]): Json[] {
  if (Array.isArray(row)) return row;
  if (typeof row === "object" && row !== null) return columns.map((column) => row[column.name] ?? null);
  return [row];
}

function sayCell(value: Json): string {
  if (value === null) return "null";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
