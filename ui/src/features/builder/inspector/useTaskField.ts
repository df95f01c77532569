import { useBuilder } from "@/features/builder/context";
import { setInTask, valueAt } from "@/graph/commands";
import type { GraphTask } from "@/graph/source";

export interface TaskFields {
  get: (...path: (string | number)[]) => unknown;
  text: (...path: (string | number)[]) => string;
  set: (path: (string | number)[], value: unknown) => void;
}

/** Read and write the keys of a task, as they stand in the file. */
export function useTaskFields(task: GraphTask): TaskFields {
  const { act } = useBuilder();
  const get = (...path: (string | number)[]) => valueAt(task.data, path);
  return {
    get,
    text: (...path) => {
      const value = get(...path);
      return value === undefined || value === null
        ? ""
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
    },
    set: (path, value) => {
      const now = get(...path);
      if (value === undefined && now === undefined) return;
      void act(setInTask(task, path, value));
    },
  };
}
