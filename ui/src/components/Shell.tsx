import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";

import { ApiProblem } from "@/api/client";
import { useLiveStream } from "@/api/live";
import { setProject, useProject } from "@/api/project";
import { useSession } from "@/api/queries";
import { onKeyDown } from "@/app/actions";
import { useNarrow } from "@/app/drawer";
import { usePreference } from "@/app/preferences";
import { setServerTime } from "@/components/clock";
import { Dialogs } from "@/components/Dialogs";
import { DrawerFrame } from "@/components/DrawerFrame";
import { LiveLine } from "@/components/LiveLine";
import { Failed } from "@/components/PanelState";
import { Sidebar } from "@/components/Sidebar";
import { SignInAgain } from "@/components/SignInAgain";
import { useEverywhereActions } from "@/app/everywhere";

/** The frame around every page: who is signed in, where one can go, whether the page is live. */
export function Shell(): ReactElement {
  const session = useSession();
  const project = useProject();
  const navigate = useNavigate();
  const isSignedOut = session.error instanceof ApiProblem && session.error.status === 401;

  useEffect(() => {
    const { pathname, search } = window.location;
    // This frame stays for a moment while the sign-in page loads; it must not lead there again.
    if (!isSignedOut || pathname === "/signin") return;
    void navigate({ to: "/signin", search: pathname === "/" ? {} : { next: pathname + search }, replace: true });
  }, [isSignedOut, navigate]);

  useEffect(() => {
    if (!session.data) return;
    setServerTime(session.data.server_time);
    const names = session.data.projects.map((one) => one.name);
    if (!names.includes(project) && names[0]) setProject(names[0]);
  }, [session.data, project]);

  if (session.error && !isSignedOut) {
    return (
      <main className="alone">
        <Failed what="Seaway" error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  return <Frame key={project} isReady={session.data !== undefined} />;
}

function Frame({ isReady }: { isReady: boolean }): ReactElement {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isBuilder = /^\/workflows\/[^/]+$/.test(path);
  const [rail] = usePreference(isBuilder ? "rail-builder" : "rail", isBuilder ? "on" : "off");
  const isNarrow = useNarrow();
  useEverywhereActions(isBuilder);
  useLiveStream();
  useEffect(() => {
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <div className={isNarrow ? "app narrow" : rail === "on" ? "app railed" : "app"}>
        {isNarrow ? (
          <DrawerFrame>
            <Sidebar isRail={false} />
          </DrawerFrame>
        ) : (
          <Sidebar isRail={rail === "on"} />
        )}
        <main className="main">
          <LiveLine />
          {isReady ? <Outlet /> : null}
        </main>
      </div>
      <Dialogs />
      <SignInAgain />
    </>
  );
}
