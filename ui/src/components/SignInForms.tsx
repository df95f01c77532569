import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { ApiProblem, api, setCsrf } from "@/api/client";
import { fetchSession, keys, queryClient } from "@/api/queries";
import type { Session } from "@/api/types";

export interface SignInFormsProps {
  /** Address or name; null for somebody without a password. */
  login: string | null;
  onDone: () => void;
}

/** The ways back in for somebody whose session ended: the password, or a new link in another tab. */
export function SignInForms({ login, onDone }: SignInFormsProps): ReactElement {
  return (
    <>
      {login ? <PasswordForm login={login} onDone={onDone} /> : null}
      <LinkHint hasPassword={login !== null} onDone={onDone} />
    </>
  );
}

function LinkHint({ hasPassword, onDone }: { hasPassword: boolean; onDone: () => void }): ReactElement {
  const [error, setError] = useState<string | null>(null);
  async function look(): Promise<void> {
    try {
      queryClient.setQueryData(keys.session, await fetchSession());
      onDone();
    } catch {
      setError("You are not signed in yet.");
    }
  }
  return (
    <div style={{ marginTop: 16, display: "grid", gap: 8 }}>
      <p className="t2 sm">
        {hasPassword ? "Without the password: on" : "On"} the server's machine,{" "}
        <code className="mono">seaway users link</code> prints a link. Open it in another tab, then come back.
      </p>
      <div className="row">
        <Button onClick={() => void look()}>I am signed in again</Button>
        {error ? (
          <span className="sm t2" role="alert">
            {error}
          </span>
        ) : null}
      </div>
    </div>
  );
}

function PasswordForm({ login, onDone }: { login: string; onDone: () => void }): ReactElement {
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      const session = await api.post<Session>("/session", { email: login, password });
      setCsrf(session.csrf);
      queryClient.setQueryData(keys.session, session);
      onDone();
    } catch (problem) {
      setError(problem instanceof ApiProblem ? problem.message : "The sign-in did not work. Try again.");
      setBusy(false);
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} style={{ display: "grid", gap: 16, marginTop: 16 }}>
      <input type="hidden" name="username" value={login} autoComplete="username" />
      <PasswordInput
        label={`Password of ${login}`}
        data-autofocus
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={error}
      />
      <Button type="submit" variant="filled" loading={isBusy} disabled={password === ""}>
        Sign in
      </Button>
    </form>
  );
}
