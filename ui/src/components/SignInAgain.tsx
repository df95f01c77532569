import { Modal } from "@mantine/core";
import { type ReactElement, Suspense, lazy, useEffect, useRef, useState } from "react";

import { onSignedOut } from "@/api/client";
import { useSession } from "@/api/queries";
import type { User } from "@/api/types";

const SignInForms = lazy(() => import("./SignInForms").then((module) => ({ default: module.SignInForms })));

interface Waiting {
  go: () => void;
  giveUp: (error: Error) => void;
}

/** The session ran out: sign in over the page. Requests wait for it, so what was written is not lost. */
export function SignInAgain(): ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const waiting = useRef<Waiting[]>([]);
  const session = useSession().data;
  const isSignedIn = session !== undefined;

  useEffect(() => {
    // Before anybody was signed in there is no page to keep: the sign-in page is the place.
    if (!isSignedIn) return undefined;
    onSignedOut(
      () =>
        new Promise((go, giveUp) => {
          waiting.current.push({ go, giveUp });
          setOpen(true);
        }),
    );
    return () => onSignedOut(null);
  }, [isSignedIn]);

  if (!isOpen || !session) return null;
  const settle = (act: (one: Waiting) => void): void => {
    const all = waiting.current;
    waiting.current = [];
    setOpen(false);
    for (const one of all) act(one);
  };
  const giveUp = (): void => settle((one) => one.giveUp(new Error("Your session ended. Sign in and try again.")));
  return (
    <Modal opened onClose={giveUp} title="Your session ended" size={400}>
      <p className="t2">Sign in to go on. The page stays as it is, with all you wrote.</p>
      <Suspense fallback={null}>
        <SignInForms login={loginOf(session.user)} onDone={() => settle((one) => one.go())} />
      </Suspense>
    </Modal>
  );
}

/** What a password belongs to: the address, or for people without one their name; nothing without a password. */
function loginOf(user: User): string | null {
  return user.has_password ? (user.email ?? user.name) : null;
}
