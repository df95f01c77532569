import type { Project, Role, Session } from "@/api/types";
import { useSession } from "@/api/queries";
import { useProject } from "@/api/project";

const roles: string[] = ["viewer", "operator", "editor", "admin"];

export function findProject(session: Session | undefined, name: string): Project | undefined {
  return session?.projects.find((one) => one.name === name);
}

export function useCurrentProject(): Project | undefined {
  return findProject(useSession().data, useProject());
}

/** The zone that times of this project are said in. */
export function useProjectZone(): string {
  return useCurrentProject()?.timezone ?? "UTC";
}

/** Whether the signed-in person has at least this role here; if not, what to say on the action that is off. */
export function useMay(needed: Role): { may: boolean; why: string | null } {
  const project = useCurrentProject();
  const may = project !== undefined && roles.indexOf(project.role ?? "viewer") >= roles.indexOf(needed);
  return {
    may,
    why: may || !project ? null : `Needs the ${needed} role in ${project.name}. Ask an admin of the project`,
  };
}
