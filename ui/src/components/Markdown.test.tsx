import { render } from "@testing-library/react";
import { expect, it } from "vitest";

import { Markdown } from "./Markdown";

it("shows HTML as text and follows no dangerous link", () => {
  const { container } = render(
    <Markdown
      text={
        "# T\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) ![p](http://x/y.png)"
      }
    />,
  );
  expect(container.querySelector("script, img, [href^='javascript']")).toBeNull();
  expect(container.textContent).toContain("<script>alert(1)</script>");
});

it("opens links elsewhere without saying where from", () => {
  const { container } = render(<Markdown text="[docs](https://example.org)" />);
  expect(container.querySelector("a")?.rel).toBe("noreferrer noopener");
});
