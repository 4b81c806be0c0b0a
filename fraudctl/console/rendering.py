"""Templates: everything in them is escaped, and a name that is not there is an error."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fraudctl.console import showing

FOLDER = Path(__file__).parent


@cache
def environment() -> Environment:
    """Return the environment of all templates, which lie beside the views."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(showing.FILTERS)
    return made


def compile_templates() -> None:
    """Compile every template, so that nobody's first page waits for it."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


def render(template: str, **values: Any) -> str:
    """Return a template with these values."""
    return environment().get_template(template).render(**values)
