import MarkdownIt from "markdown-it";
import { type ReactElement, useMemo } from "react";

// HTML in a text stays text: what a blueprint's author wrote is shown, never run.
const reader = new MarkdownIt({ html: false, linkify: false });
reader.validateLink = (url) => /^(https?:|mailto:|#|\/(?!\/))/i.test(url.trim());
const openLink =
  reader.renderer.rules["link_open"] ??
  ((tokens, index, options, _env, self) => self.renderToken(tokens, index, options));
reader.renderer.rules["link_open"] = (tokens, index, options, env, self) => {
  tokens[index]?.attrSet("rel", "noreferrer noopener");
  tokens[index]?.attrSet("target", "_blank");
  return openLink(tokens, index, options, env, self);
};
reader.disable("image"); // nothing is fetched from anywhere

export function Markdown({ text }: { text: string }): ReactElement {
  const html = useMemo(() => reader.render(text), [text]);
  // oxlint-disable-next-line react/no-danger -- made by the reader above, which escapes all HTML
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
