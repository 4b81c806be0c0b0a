"""The allowing statements of IAM's policy documents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class AllowStatement:
    """One statement whose effect is Allow; a document may give a single value instead of a list of one."""

    name: str
    """Its Sid."""
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[str, ...]
    conditional: bool
    all_but: bool
    """Allows everything that it does not name (NotAction, NotResource, NotPrincipal)."""


def allow_statements(document: Mapping[str, Any]) -> Iterator[AllowStatement]:
    """Yield every statement whose effect is Allow."""
    for statement in _listed(document.get("Statement")):
        if statement.get("Effect") != "Allow":
            continue
        principal = statement.get("Principal", ())
        kinds = principal.values() if isinstance(principal, Mapping) else [principal]
        yield AllowStatement(
            name=str(statement.get("Sid", "")),
            actions=_listed(statement.get("Action")),
            resources=_listed(statement.get("Resource")),
            principals=tuple(each for kind in kinds for each in _listed(kind)),
            conditional=bool(statement.get("Condition")),
            all_but=any(key in statement for key in ("NotAction", "NotResource", "NotPrincipal")),
        )


def pattern_matches(pattern: str, action: str) -> bool:
    """Tell if the pattern, in which * and ? are wildcards, matches the action as IAM would."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, action, re.IGNORECASE) is not None


def _listed(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)
