import { Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";

import { setProject } from "@/api/project";
import { useOverview, useSession, useSlots, useWorkflows } from "@/api/queries";
import { useCurrentProject } from "@/api/session";
import { showDialog } from "@/app/dialogs";
import { sayScheme, signOut } from "@/app/everywhere";
import { sayKey } from "@/app/keys";
import { sayCount } from "@/components/format";
import { Icon, type IconName } from "@/components/Icon";
import { Logo } from "@/components/Logo";
import { StateIcon } from "@/components/StateIcon";

export function Sidebar({ isRail }: { isRail: boolean }): ReactElement {
  const attention = useOverview().data?.attention ?? [];
  const red = attention.filter((one) => one.kind === "failed").reduce((sum, one) => sum + one.count, 0);
  const workflows = useWorkflows();
  const count = workflows.data?.pages.reduce((sum, page) => sum + page.items.length, 0);
  return (
    <nav className="side" aria-label="Main">
      <ProjectSwitch />
      <Hint label={`Search or run, ${sayKey("mod+k")}`} isOn={isRail}>
        <button
          type="button"
          className="find"
          aria-label="Search or run"
          onClick={() => showDialog({ kind: "palette" })}
        >
          <Icon name="search" size={14} />
          <span className="grow">Search or run</span>
          <kbd>{sayKey("mod+k")}</kbd>
        </button>
      </Hint>
      <Entry to="/" icon="home" word="Home" isRail={isRail} />
      <Entry to="/workflows" icon="workflow" word="Workflows" isRail={isRail}>
        {count ? `${sayCount(count)}${workflows.hasNextPage ? "+" : ""}` : null}
      </Entry>
      <Entry to="/runs" icon="runs" word="Runs" isRail={isRail} hasPip={red > 0}>
        {red > 0 ? (
          <>
            <StateIcon state="failed" size={12} />
            {sayCount(red)}
          </>
        ) : null}
      </Entry>
      <div className="label">Build</div>
      <Entry to="/blueprints" icon="blueprints" word="Blueprints" isRail={isRail} />
      <Entry to="/connections" icon="plug" word="Connections" isRail={isRail} />
      <Entry to="/secrets" icon="key" word="Secrets" isRail={isRail} />
      <Entry to="/variables" icon="variable" word="Variables" isRail={isRail} />
      <div className="foot">
        <Entry to="/settings" icon="gear" word="Administration" isRail={isRail} />
        <SlotsLine />
        <Me />
      </div>
    </nav>
  );
}

function Hint({ label, isOn, children }: { label: string; isOn: boolean; children: ReactElement }): ReactElement {
  return (
    <Tooltip label={label} position="right" disabled={!isOn} openDelay={200}>
      {children}
    </Tooltip>
  );
}

interface EntryProps {
  to: string;
  icon: IconName;
  word: string;
  isRail: boolean;
  hasPip?: boolean;
  children?: ReactNode;
}

function Entry({ to, icon, word, isRail, hasPip, children }: EntryProps): ReactElement {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isHere = to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`);
  return (
    <Hint label={word} isOn={isRail}>
      <Link to={to} className="nav" aria-current={isHere ? "page" : undefined} aria-label={isRail ? word : undefined}>
        <Icon name={icon} />
        <span className="word">{word}</span>
        {children ? <span className="count">{children}</span> : null}
        {isRail && hasPip ? <span className="pip" /> : null}
      </Link>
    </Hint>
  );
}

function ProjectSwitch(): ReactElement {
  const session = useSession();
  const project = useCurrentProject();
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className="brand" aria-label={`Project ${project?.name ?? ""}, switch`}>
          <Logo />
          <span className="word brand-words">
            <b className="cut">{project?.label || project?.name || "Seaway"}</b>
            {project ? <span className="sm t3">project</span> : null}
          </span>
          <span className="word t3">
            <Icon name="updown" size={14} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Projects</Menu.Label>
        {session.data?.projects.map((one) => (
          <Menu.Item
            key={one.name}
            onClick={() => setProject(one.name)}
            rightSection={one.name === project?.name ? <Icon name="check" size={14} label="chosen" /> : null}
          >
            {one.label || one.name}
            <span className="t3 sm"> {one.role}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** How many slots are in use; a sentence where an engine is gone. */
function SlotsLine(): ReactElement {
  const slots = useSlots().data;
  if (!slots) return <div className="engine" style={{ height: 28 }} />;
  const lost = slots.engines.filter((engine) => !engine.is_alive);
  const isDown = slots.engines.length === 0 || lost.length === slots.engines.length;
  const words = isDown
    ? "No engine is running: nothing starts"
    : lost.length > 0
      ? `Engine on ${lost[0]?.host ?? "another host"} does not answer`
      : `${slots.busy} of ${slots.total} slots busy`;
  const colour = isDown ? "var(--failed)" : lost.length > 0 ? "var(--retry)" : "var(--success)";
  return (
    <div className={isDown ? "engine bad" : "engine"} role="status">
      <svg width="8" height="8" style={{ margin: "0 4px", flex: "none" }} aria-hidden>
        <circle cx="4" cy="4" r="4" fill={colour} />
      </svg>
      {words}
    </div>
  );
}

function Me(): ReactElement {
  const user = useSession().data?.user;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = ["light", "dark", "auto"] as const;
  const icons: Record<(typeof schemes)[number], IconName> = { light: "sun", dark: "moon", auto: "screen" };
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <button type="button" className="me" aria-label={`${user?.name ?? "You"}: menu`}>
          <span className="ava">{user?.initials}</span>
          <span className="grow cut m word">{user?.name}</span>
          <span className="word">
            <Icon name="more" />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user?.email}</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon name={icons[scheme]} size={14} />}
            rightSection={scheme === colorScheme ? <Icon name="check" size={14} label="chosen" /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {scheme === "auto" ? "As the system" : sayScheme(scheme)[0]?.toUpperCase() + sayScheme(scheme).slice(1)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="keyboard" size={14} />}
          rightSection={<kbd>?</kbd>}
          onClick={() => showDialog({ kind: "keys" })}
        >
          Keys
        </Menu.Item>
        <Menu.Item component={Link} to="/settings/account" leftSection={<Icon name="user" size={14} />}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signout" size={14} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
