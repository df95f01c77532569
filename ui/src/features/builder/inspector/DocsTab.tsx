import MarkdownIt from "markdown-it";
import type { ReactElement } from "react";

import { Panel } from "@/components/PanelState";
import { useBlueprint } from "@/features/builder/useBlueprint";
import type { GraphTask } from "@/graph/source";

/** Markdown without HTML: what a blueprint's author wrote is text. */
const markdown = new MarkdownIt({ html: false, linkify: false });

export function DocsTab({ task }: { task: GraphTask }): ReactElement {
  const query = useBlueprint(task.uses);
  return (
    <Panel query={query} what="the documentation" rows={4}>
      {(blueprint) => (
        <div className="docs">
          <div dangerouslySetInnerHTML={{ __html: markdown.render(blueprint.docs || blueprint.description) }} />
          {Object.keys(blueprint.exits ?? {}).length > 0 ? (
            <>
              <h3>How it can end</h3>
              <dl className="exits">
                {Object.entries(blueprint.exits).map(([code, meaning]) => (
                  <div key={code} className="row">
                    <dt className="mono">exit {code}</dt>
                    <dd className="t2">{meaning}</dd>
                  </div>
                ))}
              </dl>
            </>
          ) : null}
        </div>
      )}
    </Panel>
  );
}
