import "@mantine/notifications/styles.css";

import { Notifications } from "@mantine/notifications";
import type { ReactElement } from "react";

/** Where confirmations appear; it comes after the first page. */
export function Toasts(): ReactElement {
  return <Notifications position="bottom-right" limit={4} autoClose={6000} />;
}
