import { Button, Drawer } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactElement, useState } from "react";

import type { Answer } from "@/api/client";
import { checkConnection, useConnection, useConnectionTypes } from "@/api/connections";
import { queryClient } from "@/api/queries";
import { currentProject } from "@/api/project";
import { useMay } from "@/api/session";
import type { Connection } from "@/api/types";
import { Panel } from "@/components/PanelState";

import { ConnectionFacts } from "./ConnectionFacts";
import { ConnectionForm } from "./ConnectionForm";
import { RemoveDialog } from "./RemoveDialog";
import { TypeGallery } from "./TypeGallery";
import "@/form/form.css";
import "./connections.css";

export interface ConnectionSheetProps {
  /** The one that is open; empty for a new one. */
  name: string;
  /** Types that fit, of a new one; all where there are none. */
  types?: readonly string[];
  onSaved?: (name: string) => void;
  onClose: () => void;
}

/** A connection beside the page: choose a system, fill its form, or look at one. */
export function ConnectionSheet({ name, types = [], onSaved, onClose }: ConnectionSheetProps): ReactElement {
  const only = types.filter(Boolean);
  const [type, setType] = useState(only.length === 1 ? (only[0] ?? "") : "");
  const known = useConnectionTypes().data?.find((each) => each.type === type);
  const title = name || (known ? `New connection: ${known.title}` : "New connection");
  return (
    <Drawer opened onClose={onClose} position="right" size={600} title={<b className="b">{title}</b>} padding="xl">
      {name ? (
        <Kept name={name} onClose={onClose} />
      ) : known ? (
        <ConnectionForm
          key={known.type}
          type={known}
          base={null}
          onSaved={(saved) => tell(saved, onSaved)}
          aside={only.length === 1 ? undefined : <Button onClick={() => setType("")}>Another system</Button>}
        />
      ) : (
        <TypeGallery only={only} onChoose={setType} />
      )}
    </Drawer>
  );
}

/** Say that it is kept, and ask the other side once, so that its row shows how it stands. */
function tell(saved: Answer<Connection>, onSaved?: (name: string) => void): void {
  const { name, sign_in: signIn } = saved.data;
  notifications.show({ message: `The connection ${name} is saved.` });
  onSaved?.(name);
  if (!signIn?.needs_person || signIn.is_signed_in) void checkConnection(name).catch(() => undefined);
}

function Kept({ name, onClose }: { name: string; onClose: () => void }): ReactElement {
  const query = useConnection(name);
  const types = useConnectionTypes();
  const editor = useMay("editor");
  const [isLeaving, setLeaving] = useState(false);
  const replace = (saved: Answer<Connection>) => {
    queryClient.setQueryData(["project", currentProject(), "connection", name], saved);
    if (saved.etag !== query.data?.etag) tell(saved);
  };
  return (
    <Panel query={types} what="the systems" rows={4} rowHeight={48}>
      {(all) => (
        <Panel query={query} what={`the connection ${name}`} rows={8} rowHeight={48}>
          {(found) => {
            const type = all.find((each) => each.type === found.data.type);
            if (!found.data.is_editable || !editor.may || !type)
              return <ConnectionFacts connection={found.data} type={type} why={editor.why} />;
            return (
              <>
                <ConnectionForm
                  key={found.etag}
                  type={type}
                  base={found}
                  onSaved={replace}
                  aside={<Button onClick={() => setLeaving(true)}>Delete</Button>}
                />
                {isLeaving ? (
                  <RemoveDialog
                    kind="connections"
                    name={name}
                    usedIn={found.data.used_in}
                    onClose={() => setLeaving(false)}
                    onRemoved={onClose}
                  />
                ) : null}
              </>
            );
          }}
        </Panel>
      )}
    </Panel>
  );
}
