import { useMemo, type ReactElement } from "react";

import { plural, sayBytes, sayCount } from "@/components/format";
import { Panel } from "@/components/PanelState";
import { When } from "@/components/When";
import { sumAssets, type AssetSum } from "./assets";
import { MOST_ASSETS, useAssets } from "./queries";
import type { Materialization } from "./types";

/** Tables, files and objects that the run's tasks said they read and wrote. */
export function AssetsCard({ runId }: { runId: string }): ReactElement {
  const told = useAssets(runId);
  return (
    <section className="card run-data-tasks" aria-label="Data read and written">
      <div className="hd">
        <h2>Data read and written</h2>
      </div>
      <Panel query={told} what="what was read and written" rows={2} rowHeight={32}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="t3 pad">No task has told of data outside that it read or wrote.</p>
          ) : (
            <AssetTable told={page.items} hasMore={page.next !== null} />
          )
        }
      </Panel>
    </section>
  );
}

function AssetTable({ told, hasMore }: { told: readonly Materialization[]; hasMore: boolean }): ReactElement {
  const sums = useMemo(() => sumAssets(told), [told]);
  return (
    <>
      <div className="run-assets">
        <table className="list">
          <thead>
            <tr>
              <th>Asset</th>
              <th style={{ width: 90 }}>Was</th>
              <th>Task</th>
              <th className="r" style={{ width: 120 }}>
                Rows
              </th>
              <th className="r" style={{ width: 110 }}>
                Size
              </th>
              <th style={{ width: 130 }}>When</th>
            </tr>
          </thead>
          <tbody>
            {sums.map((sum) => (
              <AssetRow key={`${sum.kind} ${sum.asset} ${sum.path}`} sum={sum} />
            ))}
          </tbody>
        </table>
      </div>
      {hasMore ? <p className="t3 sm pad">Only the first {sayCount(MOST_ASSETS)} reports are counted.</p> : null}
    </>
  );
}

function AssetRow({ sum }: { sum: AssetSum }): ReactElement {
  return (
    <tr>
      <td title={[sum.asset, ...sum.columns].join("\n")}>
        <b>{sum.asset}</b>
      </td>
      <td>{sum.kind}</td>
      <td title={sum.path}>
        {sum.path}
        {sum.times > 1 ? <span className="t3"> {plural(sum.times, "time")}</span> : null}
      </td>
      <td className="r num">{sum.rows === null ? "" : sayCount(sum.rows)}</td>
      <td className="r num">{sum.size_bytes === null ? "" : sayBytes(sum.size_bytes)}</td>
      <td>
        <When at={sum.at} />
      </td>
    </tr>
  );
}
