import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { useSession } from "@/api/queries";
import { useMay } from "@/api/session";
import { Page } from "@/components/Page";

import { AccountSection } from "./AccountSection";
import { AuditSection } from "./AuditSection";
import { MembersSection } from "./MembersSection";
import { ProjectsSection } from "./ProjectsSection";
import { TokensSection } from "./TokensSection";
import { UsersSection } from "./UsersSection";
import "./settings.css";

interface Section {
  id: string;
  word: string;
  /** Who may see it; the others are told so rather than left out. */
  needs: "anyone" | "project admin" | "server admin";
  show: () => ReactElement;
}

const sections: Section[] = [
  { id: "account", word: "Your account", needs: "anyone", show: () => <AccountSection /> },
  { id: "tokens", word: "Tokens", needs: "anyone", show: () => <TokensSection /> },
  { id: "projects", word: "Projects", needs: "anyone", show: () => <ProjectsSection /> },
  { id: "roles", word: "Roles", needs: "anyone", show: () => <MembersSection /> },
  { id: "users", word: "Users", needs: "server admin", show: () => <UsersSection /> },
  { id: "audit", word: "Audit", needs: "project admin", show: () => <AuditSection /> },
];

export function SettingsPage(): ReactElement {
  const { _splat: splat = "" } = useParams({ strict: false });
  const chosen = sections.find((section) => section.id === splat) ?? sections[0];
  if (!chosen) throw new Error("There are no sections");
  return (
    <Page
      title={[{ label: "Administration", to: "/settings" }, { label: chosen.word }]}
      isFlush
      head={
        <div className="tabs" role="tablist" aria-label="Administration">
          {sections.map((section) => (
            <Link
              key={section.id}
              to="/settings/$"
              params={{ _splat: section.id }}
              role="tab"
              aria-selected={section.id === chosen.id}
            >
              {section.word}
            </Link>
          ))}
        </div>
      }
    >
      <Gate section={chosen} />
    </Page>
  );
}

function Gate({ section }: { section: Section }): ReactElement {
  const user = useSession().data?.user;
  const admin = useMay("admin");
  const isDenied =
    (section.needs === "server admin" && user?.is_admin === false) || (section.needs === "project admin" && !admin.may);
  if (!isDenied) return <div className="settings">{section.show()}</div>;
  return (
    <div className="pstate">
      <div className="b">{section.word}: for admins</div>
      <div className="t2">
        {section.needs === "server admin" ? "Needs an admin of the server. Ask one of them" : `${admin.why ?? ""}`}.
      </div>
    </div>
  );
}
