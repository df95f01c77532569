import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { api } from "@/api/client";
import { type AddedUser, type UserDocument, usePeopleList } from "@/api/people";
import { queryClient, useSession } from "@/api/queries";
import { ConfirmEffect } from "@/components/ConfirmEffect";
import { CopyId } from "@/components/CopyId";
import { Icon } from "@/components/Icon";
import { Failed, Panel } from "@/components/PanelState";
import { When } from "@/components/When";

import { Part, Person, change } from "./parts";

export function UsersSection(): ReactElement {
  const users = usePeopleList<UserDocument>("/users");
  const [isOpen, setOpen] = useState(false);
  return (
    <Part
      title="Users"
      about="Who may come in. What they may do is said by their role in each project."
      action={
        <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setOpen(true)}>
          Add a user
        </Button>
      }
    >
      <Panel query={users} what="the users" rows={3}>
        {(rows) => <UserTable rows={rows} />}
      </Panel>
      {isOpen ? <NewUser onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}

function UserTable({ rows }: { rows: UserDocument[] }): ReactElement {
  const me = useSession().data?.user.id;
  const [leaving, setLeaving] = useState<UserDocument | null>(null);
  return (
    <>
      <table className="list">
        <thead>
          <tr>
            <th style={{ width: "36%" }}>User</th>
            <th>Server</th>
            <th>Signs in</th>
            <th>Added</th>
            <th style={{ width: 210 }} aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Person initials={row.initials} name={row.name} detail={row.email ?? ""} />
              </td>
              <td>{row.is_admin ? <span className="tag key">admin</span> : null}</td>
              <td>
                {!row.is_active ? <span className="tag">may not</span> : row.has_password ? "by password" : "by link"}
              </td>
              <td>
                <When at={row.created_at} />
              </td>
              <td className="r">
                {row.id === me ? (
                  <span className="t3 sm">you</span>
                ) : (
                  <span className="row set-end">
                    <Button
                      size="xs"
                      onClick={() =>
                        void change(() => api.patch(`/users/${row.id}`, { is_active: !row.is_active }), "/users")
                      }
                    >
                      {row.is_active ? "Lock out" : "Let in"}
                    </Button>
                    <Button size="xs" onClick={() => setLeaving(row)}>
                      Remove
                    </Button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {leaving ? (
        <ConfirmEffect
          question={`Remove ${leaving.name}?`}
          effect="Their sessions, tokens and drafts go with them. What they did stays in the audit and in the history of the workflows."
          confirm={`Remove ${leaving.name}`}
          keep="Keep"
          isDestructive
          onConfirm={async () => {
            await api.del(`/users/${leaving.id}`);
            await queryClient.invalidateQueries({ queryKey: ["people"] });
          }}
          onClose={() => setLeaving(null)}
        />
      ) : null}
    </>
  );
}

function NewUser({ onClose }: { onClose: () => void }): ReactElement {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [isAdmin, setAdmin] = useState(false);
  const [added, setAdded] = useState<AddedUser | null>(null);
  const [error, setError] = useState<unknown>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      setAdded(await api.post<AddedUser>("/users", { name, email: email.trim() || null, is_admin: isAdmin }));
      await queryClient.invalidateQueries({ queryKey: ["people", "/users"] });
    } catch (problem) {
      setError(problem);
    }
  }
  if (added) {
    return (
      <Modal opened onClose={onClose} title={`${added.name} is added`} closeOnClickOutside={false}>
        <p className="t2">Send them this link. It signs them in once, within three days; then they set a password.</p>
        <div className="set-secret">
          <CopyId value={`${window.location.origin}${added.link}`} what="link" />
        </div>
        <p className="t2">They have no role yet: give them one in each project, under Roles.</p>
        <div className="row set-end">
          <Button variant="filled" onClick={onClose}>
            Done
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Add a user">
      <form className="set-form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label="Name"
          withAsterisk
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Email"
          type="email"
          description="What they sign in with."
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Checkbox
          label="Admin of the server"
          description="May all, in every project."
          checked={isAdmin}
          onChange={(event) => setAdmin(event.currentTarget.checked)}
        />
        {error ? <Failed title="The user was not added" error={error} /> : null}
        <div className="row set-end">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" disabled={name.trim() === ""}>
            Add the user
          </Button>
        </div>
      </form>
    </Modal>
  );
}
