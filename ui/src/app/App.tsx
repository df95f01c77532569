import "@mantine/core/styles.css";
import "@/styles/index.css";

import { MantineProvider, localStorageColorSchemeManager } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactElement, Suspense, lazy } from "react";

import { styleNonce } from "@/app/nonce";
import { queryClient } from "@/api/queries";
import { router } from "@/routes";
import { resolveVariables, theme } from "@/theme";

const Toasts = lazy(() => import("@/app/Toasts").then((module) => ({ default: module.Toasts })));

const colorScheme = localStorageColorSchemeManager({ key: "seaway-color-scheme" });

export function App(): ReactElement {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      getStyleNonce={() => styleNonce() ?? ""}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={null}>
          <Toasts />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
