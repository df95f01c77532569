import { Button, PasswordInput, TextInput, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactElement, useEffect, useState } from "react";

import { ApiProblem, api, setCsrf } from "@/api/client";
import { keys, queryClient, useSession } from "@/api/queries";
import type { Session } from "@/api/types";
import { useUrl } from "@/app/useUrl";
import { copyText } from "@/components/CopyId";
import { Icon } from "@/components/Icon";
import { Logo } from "@/components/Logo";

import { Chart } from "./Chart";
import { safeNext } from "./next";
import "./signin.css";

export function SignInPage(): ReactElement {
  const [url] = useUrl();
  const navigate = useNavigate();
  const session = useSession();
  const isSignedIn = session.data !== undefined;
  const next = safeNext(url["next"]);
  useEffect(() => {
    document.title = "Sign in · Seaway";
  }, []);
  useEffect(() => {
    if (isSignedIn) void navigate({ to: next, replace: true });
  }, [isSignedIn, next, navigate]);
  return (
    <div className="si">
      <section className="si-chart" aria-hidden="true">
        <Chart />
        <div className="si-cap">
          <div className="si-name">
            <Logo size={28} />
            <b>Seaway</b>
          </div>
          <p>Collect, transform, check and publish data. See what broke, and why.</p>
        </div>
      </section>
      <main className="si-side">
        <div className="si-form">
          <div>
            <h1>Sign in</h1>
            <p className="t2">
              to <b className="m">{window.location.host}</b>
            </p>
          </div>
          <PasswordSignIn />
          <FirstStart />
        </div>
        <Foot />
      </main>
    </div>
  );
}

function PasswordSignIn(): ReactElement {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const session = await api.post<Session>("/session", { email, password });
      setCsrf(session.csrf);
      queryClient.setQueryData(keys.session, session);
    } catch (problem) {
      setError(
        problem instanceof ApiProblem
          ? `${problem.message}. ${problem.hint ?? ""}`.replace("..", ".")
          : "It did not work.",
      );
      setBusy(false);
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="si-fields">
      <TextInput
        label="Email"
        size="lg"
        type="email"
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        size="lg"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        error={
          error ? (
            <span className="si-error">
              <Icon name="alert" size={12} />
              {error}
            </span>
          ) : undefined
        }
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="lg" variant="filled" fullWidth loading={isBusy}>
        Sign in
      </Button>
    </form>
  );
}

const command = "seaway users link";

function FirstStart(): ReactElement {
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="si-first">
      <span className="row m">
        <Icon name="terminal" size={14} />
        First start, or no password?
      </span>
      <span className="sm t2">
        <code className="mono">seaway up</code> opened a link that signs you in. It works once. On the server's machine,
        make another with
      </span>
      <span className="row">
        <code className="mono grow si-code">{command}</code>
        <Button
          size="xs"
          onClick={() => void copyText(command).then(() => setCopied(true))}
          aria-label="Copy the command"
        >
          <Icon name={isCopied ? "check" : "copy"} size={14} />
        </Button>
      </span>
    </div>
  );
}

function Foot(): ReactElement {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  return (
    <div className="row sm t3 si-foot">
      <span>Seaway</span>
      <button type="button" className="row" onClick={() => setColorScheme(isDark ? "light" : "dark")}>
        <Icon name={isDark ? "sun" : "moon"} size={14} />
        {isDark ? "Light" : "Dark"}
      </button>
    </div>
  );
}
