import { Button, Select } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { api } from "@/api/client";
import { type MemberDocument, type UserDocument, usePeopleList } from "@/api/people";
import { inProject, useProject } from "@/api/project";
import { useSession } from "@/api/queries";
import { useMay } from "@/api/session";
import { Empty, Panel } from "@/components/PanelState";

import { Part, Person, change } from "./parts";

const roles = [
  { value: "viewer", label: "viewer: looks" },
  { value: "operator", label: "operator: starts, stops, reruns, approves" },
  { value: "editor", label: "editor: changes workflows" },
  { value: "admin", label: "admin: says who else may" },
];

export function MembersSection(): ReactElement {
  const project = useProject();
  const path = inProject("/members", project);
  const members = usePeopleList<MemberDocument>(path);
  const admin = useMay("admin");
  return (
    <Part
      title={`Roles in ${project}`}
      about="Each role may all that the ones before it may. Admins of the server are admins here without being listed."
    >
      <Panel query={members} what="the members" rows={3}>
        {(rows) => (
          <>
            {rows.length === 0 ? (
              <Empty title="Nobody has a role here yet">Only admins of the server may see it.</Empty>
            ) : null}
            {rows.length > 0 ? (
              <table className="list">
                <thead>
                  <tr>
                    <th>Person</th>
                    <th style={{ width: 300 }}>Role</th>
                    <th style={{ width: 110 }} aria-label="Actions" />
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <MemberRow key={row.user.id} row={row} path={path} why={admin.why} />
                  ))}
                </tbody>
              </table>
            ) : null}
            <AddMember members={rows} path={path} why={admin.why} />
          </>
        )}
      </Panel>
    </Part>
  );
}

function MemberRow({ row, path, why }: { row: MemberDocument; path: string; why: string | null }): ReactElement {
  const { user } = row;
  return (
    <tr>
      <td>
        <Person initials={user.initials} name={user.name} detail={user.email ?? ""} />
      </td>
      <td>
        <Select
          aria-label={`Role of ${user.name}`}
          size="xs"
          data={roles}
          value={row.role}
          allowDeselect={false}
          disabled={why !== null}
          title={why ?? undefined}
          onChange={(role) =>
            void change(() => api.put(`${path}/${user.id}`, { role }), path, `${user.name} is ${role ?? ""} now.`)
          }
        />
      </td>
      <td className="r">
        <Button
          size="xs"
          disabled={why !== null}
          title={why ?? undefined}
          onClick={() =>
            void change(() => api.del(`${path}/${user.id}`), path, `${user.name} has no role here any more.`)
          }
        >
          Take away
        </Button>
      </td>
    </tr>
  );
}

function AddMember({
  members,
  path,
  why,
}: {
  members: MemberDocument[];
  path: string;
  why: string | null;
}): ReactElement | null {
  const isAdmin = useSession().data?.user.is_admin === true;
  const users = usePeopleList<UserDocument>("/users", {}, isAdmin);
  const [chosen, setChosen] = useState<string | null>(null);
  const [role, setRole] = useState<string | null>("viewer");
  const others = (users.data ?? []).filter((user) => !members.some((member) => member.user.id === user.id));
  if (why || others.length === 0) return null;
  return (
    <div className="row set-add">
      <Select
        aria-label="Who"
        placeholder="Give somebody a role"
        data={others.map((user) => ({ value: user.id, label: user.email ? `${user.name}, ${user.email}` : user.name }))}
        value={chosen}
        searchable
        w={280}
        onChange={setChosen}
      />
      <Select aria-label="Role" data={roles} value={role} allowDeselect={false} w={300} onChange={setRole} />
      <Button
        disabled={!chosen}
        onClick={() =>
          void change(() => api.put(`${path}/${chosen ?? ""}`, { role }), path).then(() => setChosen(null))
        }
      >
        Give the role
      </Button>
    </div>
  );
}
