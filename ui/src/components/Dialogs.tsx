import { type ReactElement, Suspense, lazy } from "react";

import { showDialog, useDialog } from "@/app/dialogs";

import { CommandPalette } from "./CommandPalette";

const KeysHelp = lazy(() => import("./KeysHelp").then((module) => ({ default: module.KeysHelp })));
const RunDialog = lazy(() => import("./RunDialog").then((module) => ({ default: module.RunDialog })));
const NewWorkflow = lazy(() => import("./NewWorkflow").then((module) => ({ default: module.NewWorkflow })));

/** Whichever dialog is open; all but the palette come when they are first wanted. */
export function Dialogs(): ReactElement | null {
  const dialog = useDialog();
  const close = (): void => showDialog(null);
  if (!dialog) return null;
  if (dialog.kind === "palette") return <CommandPalette first={dialog.query ?? ""} onClose={close} />;
  return (
    <Suspense fallback={null}>
      {dialog.kind === "keys" ? <KeysHelp onClose={close} /> : null}
      {dialog.kind === "run" ? <RunDialog workflow={dialog.workflow} onClose={close} /> : null}
      {dialog.kind === "new-workflow" ? <NewWorkflow onClose={close} /> : null}
    </Suspense>
  );
}
