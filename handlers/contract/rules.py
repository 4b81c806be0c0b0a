"""The rules of a definition's fields in words, as its types describe them."""

from typing import get_args, get_type_hints

import msgspec


def rules_of(definition: type[msgspec.Struct]) -> dict[str, str]:
    """Return each field's rule in words, from its definition."""
    return {
        name: meta.description
        for name, hint in get_type_hints(definition, include_extras=True).items()
        for annotated in (hint, *get_args(hint))
        for meta in getattr(annotated, "__metadata__", ())
    }
