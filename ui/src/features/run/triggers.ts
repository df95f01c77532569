import type { IconName } from "@/components/Icon";

const ICON_OF_TRIGGER: Record<string, IconName> = {
  schedule: "clock",
  webhook: "webhook",
  manual: "user",
  api: "plug",
  rerun: "rerun",
  workflow: "subworkflow",
  backfill: "calendar",
  sensor: "hourglass",
  asset: "database",
};

export function triggerIcon(kind: string): IconName {
  return ICON_OF_TRIGGER[kind] ?? "play";
}
