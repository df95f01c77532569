import { Link } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useEffect } from "react";

import { DrawerButton } from "@/components/DrawerFrame";
import { Icon } from "@/components/Icon";

export interface Crumb {
  label: string;
  to?: string;
}

export interface PageProps {
  /** The way here; the last one is the page. A string is a page without parents. */
  title: string | Crumb[];
  /** State of the object, beside the title. */
  status?: ReactNode;
  /** At the right of the top bar; at most one primary. */
  actions?: ReactNode;
  /** The page lays itself out to the edges and scrolls its parts. */
  isFlush?: boolean;
  /** Between top bar and content: tabs, a header, a filter bar. */
  head?: ReactNode;
  children: ReactNode;
}

/** A screen: top bar with breadcrumb and actions, then the content with its own scroll. */
export function Page({ title, status, actions, isFlush, head, children }: PageProps): ReactElement {
  const crumbs = typeof title === "string" ? [{ label: title }] : title;
  const last = crumbs.at(-1)?.label ?? "";
  useEffect(() => {
    document.title = `${last} · Seaway`;
  }, [last]);
  return (
    <>
      <header className="top">
        <DrawerButton />
        <nav className="crumb" aria-label="Breadcrumb">
          {crumbs.map((crumb, index) => (
            <CrumbPart key={`${crumb.label}${index}`} crumb={crumb} isLast={index === crumbs.length - 1} />
          ))}
        </nav>
        {status}
        <span className="grow" />
        {actions ? <div className="top-acts">{actions}</div> : null}
      </header>
      {head}
      <div className={isFlush ? "page flush" : "page"} id="content">
        {children}
      </div>
    </>
  );
}

function CrumbPart({ crumb, isLast }: { crumb: Crumb; isLast: boolean }): ReactElement {
  if (isLast) {
    return (
      <h1 className="crumb-here" title={crumb.label}>
        {crumb.label}
      </h1>
    );
  }
  return (
    <>
      {crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : <span>{crumb.label}</span>}
      <Icon name="right" size={12} />
    </>
  );
}
