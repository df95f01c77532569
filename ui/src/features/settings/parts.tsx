import { notifications } from "@mantine/notifications";
import type { ReactElement, ReactNode } from "react";

import { queryClient } from "@/api/queries";

/** A part of the administration: a heading, one line what it is for, its actions at the right. */
export function Part({
  title,
  about,
  action,
  children,
}: {
  title: string;
  about: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <section className="set-part" aria-label={title}>
      <div className="set-head">
        <div className="grow">
          <h2>{title}</h2>
          <p className="t2">{about}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Do it, then read again what it changed; where it was refused, say why and leave all as it was. */
export async function change(what: () => Promise<unknown>, path: string, done?: string): Promise<boolean> {
  try {
    await what();
    if (done) notifications.show({ message: done });
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : "The answer could not be read.";
    notifications.show({ title: "It was not changed", message, color: "danger", autoClose: false });
    return false;
  } finally {
    await queryClient.invalidateQueries({ queryKey: ["people", path] });
  }
}

export function Person({ initials, name, detail }: { initials: string; name: string; detail?: string }): ReactElement {
  return (
    <span className="row">
      <span className="ava">{initials}</span>
      <span className="cut">
        <b className="m">{name}</b> {detail ? <span className="t3 sm">{detail}</span> : null}
      </span>
    </span>
  );
}
