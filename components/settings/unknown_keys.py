"""The check for configuration keys that nothing reads: a misspelt key would leave data unprotected silently."""

import difflib
from collections.abc import Collection

import pulumi
from pulumi.runtime.config import CONFIG

FOREIGN = frozenset({"aws", "pulumi"})
"""Namespaces that the provider and the engine read, and check by themselves."""

MISSPELLING = 0.75
"""Similarity (0 to 1) from which a namespace counts as a misspelling of the project's."""

SHORTEST_PART = 4
"""Letters; a namespace at least this long that is part of the project's name, or contains it, means the project."""


def refuse_unknown(project: str, known: Collection[str]) -> None:
    """Stop the program if the stack's configuration has a key that is not among the project's `known` ones.

    Keys of other namespaces are allowed (a configuration may be shared), unless the namespace is nearly the project's.

    Raises:
        pulumi.RunError: there are such keys; one line names each, with the nearest known one.
    """
    configured = {*CONFIG.get(), *pulumi.runtime.get_config_env()}  # set by this process; handed over by the engine
    unknown = sorted(key for key in configured if _meant_for(project, key) and not _known(project, key, known))
    if unknown:
        raise pulumi.RunError(
            f"unknown configuration: {', '.join(_suggestion(project, key, known) for key in unknown)}; "
            "docs/configuration.md lists every key"
        )


def _meant_for(project: str, key: str) -> bool:
    namespace = key.partition(":")[0]
    if namespace in FOREIGN:
        return False
    one, other = sorted((_letters(namespace), _letters(project)), key=len)
    if len(one) >= SHORTEST_PART and one in other:
        return True
    return difflib.SequenceMatcher(None, one, other).ratio() >= MISSPELLING


def _known(project: str, key: str, known: Collection[str]) -> bool:
    namespace, _, name = key.partition(":")
    return namespace == project and name in known


def _suggestion(project: str, key: str, known: Collection[str]) -> str:
    by_letters = {_letters(name): name for name in known}
    near = difflib.get_close_matches(_letters(key.rpartition(":")[2]), by_letters, n=1)
    return f"{key} (did you mean {project}:{by_letters[near[0]]}?)" if near else key


def _letters(name: str) -> str:
    """Return the name for comparison, without case, hyphens and underscores."""
    return "".join(filter(str.isalnum, name)).lower()
