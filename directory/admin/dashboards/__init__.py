"""The dashboards of the portal: whose numbers, the numbers, the charts made of them, the page and its files."""

from directory.admin.dashboards import page

__all__ = ["page"]
