/** Small graphs for tests: only what the test is about has to be said. */

import { EMPTY_GRAPH, type GraphTask, type Section, type SourceGraph } from "./source";

export function aTask(id: string, said: Partial<GraphTask> & { after?: string[] } = {}): GraphTask {
  const { after = [], ...rest } = said;
  const section: Section = rest.section ?? "tasks";
  return {
    id,
    path: rest.parent ? `${rest.parent}/${id}` : id,
    parent: null,
    kind: "run",
    needs: after.map((need) => parseNeed(need)),
    data: {},
    ...rest,
    section,
  };
}

/** `extract`, or `extract failed` for an edge with a condition. */
function parseNeed(said: string): { task: string; condition: string } {
  const [task = "", condition = "success"] = said.split(" ");
  return { task, condition };
}

export function aGraph(...tasks: GraphTask[]): SourceGraph {
  const of = (section: Section) => tasks.filter((task) => task.section === section);
  return { ...EMPTY_GRAPH, tasks: of("tasks"), on_failure: of("on_failure"), finally: of("finally") };
}
