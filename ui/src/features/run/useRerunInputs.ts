import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import { useWorkflow } from "@/api/queries";
import type { InputField, Json, RunDetail } from "@/api/types";
import type { Draft } from "@/components/inputs";
import { readRerun, type RereadInputs } from "./rerunInputs";

export interface RerunForm extends RereadInputs {
  /** Null while they are not known. */
  fields: InputField[] | null;
  setDraft: (draft: Draft) => void;
}

/** The inputs of a run as the form of the revision that it will run on, filled with what they were. */
export function useRerunInputs(run: RunDetail, revision: "same" | "latest"): RerunForm {
  const project = useProject();
  const workflow = useWorkflow(run.workflow);
  const isOther = revision === "same" && !run.is_revision_active;
  const own = useQuery({
    queryKey: ["project", project, "inputs-of", run.workflow, run.revision],
    queryFn: () => inputsOf(run.workflow, run.revision),
    enabled: isOther && project !== "",
    staleTime: Infinity,
  });
  const fields = (isOther ? own.data : workflow.data?.inputs) ?? null;
  const [typed, setTyped] = useState<Draft>({});
  return { fields, setDraft: setTyped, ...readRerun(fields ?? [], run.inputs as Record<string, Json>, typed) };
}

async function inputsOf(workflow: string, revision: string): Promise<InputField[]> {
  const place = `/workflows/${encodeURIComponent(workflow)}/revisions/${revision}`;
  const { text } = await api.get<{ text: string }>(inProject(place));
  const checked = await api.post<{ inputs: InputField[] }>(inProject("/check"), { workflow, text });
  return checked.inputs;
}
