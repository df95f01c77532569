"""The builder as hands use it: drag, keys, the form, the text."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.acceptance.shell import eventually
from tests.acceptance.ui.site import PATIENCE_MS, Site


class Bench:
    """The builder of one workflow, opened in the site's tab."""

    def __init__(self, site: Site, workflow: str, page: Page | None = None) -> None:
        self.site = site
        self.page = page or site.page
        self.workflow = workflow
        self.page.goto(f"{site.url}/workflows/{workflow}")
        expect(self.page.locator(".yaml .cm-content")).to_be_visible()
        expect(self.page.locator("[data-palette^='uses:']").first).to_be_visible()

    def second_tab(self) -> "Bench":
        """The same workflow in another tab of the same browser."""
        return Bench(self.site, self.workflow, self.page.context.new_page())

    def node(self, key: str) -> Locator:
        return self.page.locator(f"[data-task='{key}']")

    def line(self, text: str) -> Locator:
        """A line of the YAML that is seen."""
        return self.page.locator(".yaml .cm-line", has_text=text).first

    def edge(self, name: str) -> Locator:
        return self.page.locator(f"[data-edge='{name}']")

    def label(self, name: str) -> Locator:
        return self.page.locator(f"[data-edge-label='{name}']")

    @property
    def problems(self) -> Locator:
        return self.page.locator(".prob-line")

    @property
    def state(self) -> Locator:
        return self.page.locator(".stateline")

    def drag_in(self, item: str, x: int, y: int) -> None:
        """From the palette to a place of the canvas."""
        ground = self.page.locator(".react-flow__pane")
        self.page.locator(f"[data-palette='{item}']").drag_to(ground, target_position={"x": x, "y": y})

    def connect(self, upstream: str, task: str, *, side: str = "right") -> None:
        """Drag from a handle to a task."""
        self.node(upstream).hover()
        handle = _box(self.node(upstream).locator(f".h-{side}"))
        target = _box(self.node(task))
        mouse = self.page.mouse
        mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        mouse.down()
        mouse.move(target["x"] + 30, target["y"] + 12, steps=8)
        mouse.move(target["x"] + 1, target["y"] + target["height"] / 2, steps=6)
        mouse.up()
        expect(self.edge(f"{upstream}->{task}")).to_have_count(1)

    def write(self, label: str, text: str) -> None:
        """Put a text into a field of the form, by its label."""
        field = self.page.locator(".insp").get_by_label(label, exact=True).last
        field.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Tab")

    def type_after(self, line: str, text: str) -> None:
        """Type into the YAML, on a new line behind one that is seen."""
        self.page.locator(".yaml .cm-line", has_text=re.compile(line)).first.click()
        self.page.keyboard.press("End")
        self.page.keyboard.press("Enter")
        self.page.keyboard.insert_text(text)

    def keeps(self, *pieces: str) -> str:
        """Wait until the draft that the server keeps has all of these; its text."""

        def text() -> str:
            return str(self.site.get(f"/workflows/{self.workflow}/draft")["text"])

        expect(self.state).to_contain_text("Draft kept")
        try:
            eventually(lambda: all(piece in text() for piece in pieces), within_s=PATIENCE_MS / 1000)
        except AssertionError:
            raise AssertionError(f"no {pieces} in the draft:\n{text()}") from None
        return text()

    def save(self, message: str) -> None:
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("ControlOrMeta+s")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("What changed, and why").fill(message)
        dialog.get_by_role("button", name="Save revision").click()
        expect(self.state).to_contain_text("Revision")


def _box(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
