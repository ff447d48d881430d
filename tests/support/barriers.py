"""What axe finds on a page, asked without waste: its half a megabyte goes to a document once."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

_IS_THERE = "typeof axe === 'object'"
_RUN = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html) }));
}"""


def serious_barriers(page: Page) -> list[dict[str, Any]]:
    """The violations that axe calls serious or critical: {id, html: of each element}."""
    if not page.evaluate(_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return found
