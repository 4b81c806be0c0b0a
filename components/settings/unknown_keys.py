"""Refuses configuration that nothing reads: a misspelt key would leave what it protects unprotected, without a word."""

import difflib
from collections.abc import Collection

import pulumi
from pulumi.runtime.config import CONFIG

FOREIGN = frozenset({"aws", "pulumi"})
"""Namespaces that the provider and the engine read, and check by themselves."""

ALIKE = 0.75
"""Share of two namespaces' letters that agree, from which one is taken for the other misspelt."""

SHORTEST_PART = 4
"""Letters; a namespace this long that is part of the project's name, or has it as a part, means the project."""


def refuse_unknown(project: str, known: Collection[str]) -> None:
    """Stop the program if the stack's configuration has a key that is not among the project's `known` ones.

    Other namespaces are other readers' matter (a configuration may be shared), unless one is nearly the project's.

    Raises:
        pulumi.RunError: there are such keys; one line names each, with the nearest known one.
    """
    configured = {*CONFIG.get(), *pulumi.runtime.get_config_env()}  # ours from this process, the engine's from outside
    unknown = sorted(key for key in configured if _meant_for(project, key) and not _known(project, key, known))
    if unknown:
        raise pulumi.RunError(
            f"unknown configuration: {', '.join(_told(project, key, known) for key in unknown)}; "
            "docs/configuration.md lists every key"
        )


def _meant_for(project: str, key: str) -> bool:
    namespace = key.partition(":")[0]
    if namespace in FOREIGN:
        return False
    one, other = sorted((_letters(namespace), _letters(project)), key=len)
    if len(one) >= SHORTEST_PART and one in other:
        return True
    return difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


def _known(project: str, key: str, known: Collection[str]) -> bool:
    namespace, _, name = key.partition(":")
    return namespace == project and name in known


def _told(project: str, key: str, known: Collection[str]) -> str:
    by_letters = {_letters(name): name for name in known}
    near = difflib.get_close_matches(_letters(key.rpartition(":")[2]), by_letters, n=1)
    return f"{key} (did you mean {project}:{by_letters[near[0]]}?)" if near else key


def _letters(name: str) -> str:
    """Return the name as it compares: case, hyphens and underscores make no difference."""
    return "".join(filter(str.isalnum, name)).lower()
