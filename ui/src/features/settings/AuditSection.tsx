import { Button, Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { api } from "@/api/client";
import type { AuditEntry } from "@/api/people";
import { useSession } from "@/api/queries";
import type { Page } from "@/api/types";
import { useUrl } from "@/app/useUrl";
import { Empty, Panel } from "@/components/PanelState";
import { When } from "@/components/When";

import { Part } from "./parts";

export function AuditSection(): ReactElement {
  const [url, setUrl] = useUrl();
  const project = url["in"];
  const projects = useSession().data?.projects ?? [];
  const query = useInfiniteQuery({
    queryKey: ["people", "/audit", project ?? ""],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>("/audit", { project, limit: 100, after: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <Part
      title="Audit"
      about="What people changed, newest first. Nothing here can be changed or taken out."
      action={
        <Select
          aria-label="Project"
          placeholder="All projects"
          clearable
          w={180}
          data={projects.map((one) => one.name)}
          value={project ?? null}
          onChange={(name) => setUrl({ in: name ?? "" })}
        />
      }
    >
      <Panel query={{ ...query, data: rows }} what="the audit" rows={8}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty title="Nothing was changed yet">
              Sign-ins, saves, runs by hand and changes of rights stand here.
            </Empty>
          ) : (
            <>
              <table className="list">
                <thead>
                  <tr>
                    <th style={{ width: 130 }}>When</th>
                    <th style={{ width: 170 }}>Who</th>
                    <th style={{ width: 190 }}>Action</th>
                    <th>What</th>
                    <th style={{ width: 130 }}>Project</th>
                    <th style={{ width: 120 }}>Address</th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((entry) => (
                    <tr key={entry.id}>
                      <td>
                        <When at={entry.at} />
                      </td>
                      <td title={entry.actor}>{entry.actor}</td>
                      <td className="mono">{entry.action}</td>
                      <td title={`${entry.subject} ${JSON.stringify(entry.detail)}`}>{entry.subject}</td>
                      <td>{entry.project ?? <span className="t3">server</span>}</td>
                      <td className="mono t2">{entry.address}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {query.hasNextPage ? (
                <Button mt={12} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show older ones
                </Button>
              ) : null}
            </>
          )
        }
      </Panel>
    </Part>
  );
}
