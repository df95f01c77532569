import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import type { Search } from "@/routes";

/** Filters, sort and selection live in the address: `const [url, setUrl] = useUrl()`. An empty value leaves it. */
export function useUrl(): [Search, (change: Search, how?: { push?: boolean }) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (change: Search, how: { push?: boolean } = {}) => {
      void navigate({
        to: ".",
        search: (old: Search) => {
          const next = { ...old, ...change };
          return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ""));
        },
        replace: !how.push,
      });
    },
    [navigate],
  );
  return [search, set];
}
