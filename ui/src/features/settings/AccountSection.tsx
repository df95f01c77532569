import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { ApiProblem, api } from "@/api/client";
import { type SessionOfMine, usePeopleList } from "@/api/people";
import { keys, queryClient, useSession } from "@/api/queries";
import { Panel } from "@/components/PanelState";
import { When } from "@/components/When";

import { browserOf } from "./browser";
import { Part, Person, change } from "./parts";

export function AccountSection(): ReactElement {
  const session = useSession().data;
  const sessions = usePeopleList<SessionOfMine>("/sessions");
  return (
    <>
      <Part title="You" about="Who you are here.">
        {session ? (
          <Person initials={session.user.initials} name={session.user.name} detail={session.user.email ?? ""} />
        ) : null}
      </Part>
      <Part
        title="Password"
        about={
          session?.is_setup_needed
            ? "Others can reach this server: set a password, so that only you can come in as you."
            : "All other browsers in which you are signed in are signed out."
        }
      >
        <PasswordForm />
      </Part>
      <Part title="Browsers" about="Where you are signed in.">
        <Panel query={sessions} what="your sessions" rows={2}>
          {(rows) => (
            <table className="list">
              <thead>
                <tr>
                  <th style={{ width: "46%" }}>Browser</th>
                  <th>Address</th>
                  <th>Last seen</th>
                  <th style={{ width: 110 }} aria-label="Actions" />
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td title={row.agent}>{browserOf(row.agent)}</td>
                    <td className="mono">{row.address}</td>
                    <td>
                      <When at={row.seen_at} />
                    </td>
                    <td className="r">
                      {row.is_this_one ? (
                        <span className="tag key">this one</span>
                      ) : (
                        <Button
                          size="xs"
                          onClick={() =>
                            void change(() => api.del(`/sessions/${row.id}`), "/sessions", "Signed out there.")
                          }
                        >
                          Sign out
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Panel>
      </Part>
    </>
  );
}

function PasswordForm(): ReactElement {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setError(null);
    try {
      await api.put("/session/password", { current, password });
      setDone(true);
      setCurrent("");
      setPassword("");
      await queryClient.invalidateQueries({ queryKey: keys.session });
    } catch (problem) {
      setError(problem instanceof ApiProblem ? `${problem.message}. ${problem.hint ?? ""}` : "It was not set.");
    }
  }
  return (
    <form className="set-form" onSubmit={(event) => void submit(event)}>
      <PasswordInput
        label="Password until now"
        description="Leave it empty where you have none."
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        value={password}
        error={error}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div className="row">
        <Button type="submit" disabled={password === ""}>
          Set the password
        </Button>
        {isDone ? (
          <span className="t2" role="status">
            Set.
          </span>
        ) : null}
      </div>
    </form>
  );
}
