"""Forms as a program without a browser fills them: hidden fields kept, addresses followed."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


class _Forms(HTMLParser):
    """Collects the forms of a page: action, method, and the value of every field."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, object]] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append({"action": found.get("action") or "", "id": found.get("id") or "", "fields": {}})
        elif self.forms:
            fields = self.forms[-1]["fields"]
            assert isinstance(fields, dict)
            name = found.get("name")
            if tag == "input" and name and found.get("type") not in {"submit", "checkbox", "radio"}:
                fields[name] = found.get("value") or ""
            elif tag in {"select", "textarea"} and name:
                self._select = name
                fields.setdefault(name, "")
            elif tag == "option" and self._select and ("selected" in found or fields[self._select] == ""):
                fields[self._select] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None


def submit(client: httpx.Client, page: httpx.Response, *, having: str, **values: str) -> httpx.Response:
    """Fill the form of this page that has this field (`name`, or `name=value`), and send it as a browser would."""
    name, _, value = having.partition("=")
    parser = _Forms()
    parser.feed(page.text)
    for form in parser.forms:
        fields = form["fields"]
        assert isinstance(fields, dict)
        if name in fields and value in {"", fields[name]}:
            target = urljoin(str(page.url), str(form["action"]))
            return client.post(
                target,
                data={**fields, **values},
                headers={"Referer": str(page.url), "Origin": _origin(page)},
                follow_redirects=True,
            )
    raise AssertionError(f"no form with {having!r} on {page.url} ({page.status_code}):\n{page.text[:2000]}")


def _origin(page: httpx.Response) -> str:
    return f"{page.url.scheme}://{page.url.netloc.decode()}"
