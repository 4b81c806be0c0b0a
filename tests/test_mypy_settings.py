"""Types are checked against all of the AWS provider that is imported."""

import ast
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent
MYPY = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]


def services(source: str) -> set[str]:
    """Return the modules of the provider's services that a source imports."""
    return {
        f"pulumi_aws.{each.name}.*"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "pulumi_aws"
        for each in node.names
    }


def test_the_types_of_every_service_that_is_imported_are_followed() -> None:
    (followed,) = (each["module"] for each in MYPY["overrides"] if each.get("follow_imports") == "normal")
    roots = [PROJECT / name for name in MYPY["files"]]
    sources = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py"))]

    texts = (path.read_text(encoding="utf-8") for path in sources)

    imported = set[str]().union(*(services(text) for text in texts if "from pulumi_aws import" in text))

    assert imported == {each for each in followed if each.endswith(".*")}
