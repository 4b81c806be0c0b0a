"""A request to the console as a view gets it, and the answers that a view gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from fraudctl.console.context import Console
from fraudctl.console.rendering import render


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request, its text decoded: of what stands in it twice the last counts."""

    console: Console
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    """Fields of what was posted; empty for a request that only reads."""

    @property
    def address(self) -> str:
        """Return the path with its query."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a template as the answer; it has `asked` and `console` beside these values."""
        return HTMLResponse(render(template, asked=self, console=self.console, **values), status)

    def go(self, path: str, **query: str) -> Response:
        """Return a redirection to a page, as after every change, so that to reload it repeats nothing."""
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)
