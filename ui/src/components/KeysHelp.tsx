import { Modal } from "@mantine/core";
import type { ReactElement } from "react";

import { type Action, useAllActions } from "@/app/actions";
import { sayKey } from "@/app/keys";

const order: Action["group"][] = ["Page", "Builder", "Run and log", "Table", "Go to", "Everywhere"];

/** All keys that work on this page now, from the same registry that makes them work. */
export function KeysHelp({ onClose }: { onClose: () => void }): ReactElement {
  const actions = useAllActions().filter((action) => action.key);
  return (
    <Modal opened onClose={onClose} title="Keys on this page" size={680}>
      <div className="keys">
        {order
          .filter((group) => actions.some((action) => action.group === group))
          .map((group) => (
            <section key={group}>
              <h2>{group}</h2>
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <div key={action.id} className="keys-line">
                    <span>{action.title}</span>
                    <span className="nowrap">
                      {[action.key ?? "", ...(action.aliases ?? [])].map((key) => (
                        <kbd key={key}>{sayKey(key)}</kbd>
                      ))}
                    </span>
                  </div>
                ))}
            </section>
          ))}
      </div>
      <p className="t3 sm">Keys sleep while a text field has focus.</p>
    </Modal>
  );
}
