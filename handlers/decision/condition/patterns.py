"""Regular expressions as RE2 knows them: matched in time that grows with the text's length alone, whatever they say.

RE2 is imported where a strategy first uses it: most do not, and their cold starts do not pay for it.
"""

import functools
from collections.abc import Callable

MOST_MEMORY = 1 << 20
"""Bytes that a compiled expression may take: repetitions of repetitions are refused, not unfolded."""


def refused(pattern: str) -> str | None:
    """Return why this is no regular expression of RE2, or None if it is one."""
    try:
        full_match(pattern)
    except ValueError as error:
        return str(error)
    return None


@functools.cache
def full_match(pattern: str) -> Callable[[str], bool]:
    """Return the function that tells whether the whole of a text matches.

    Raises:
        ValueError: this is no regular expression of RE2, or it is too large; says why.
    """
    import re2  # noqa: PLC0415 -- see above

    options = re2.Options()
    options.log_errors, options.max_mem = False, MOST_MEMORY
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(_plain(error)) from None
    return lambda text: compiled.fullmatch(text) is not None


def _plain(error: Exception) -> str:
    (reason,) = error.args or ("unknown",)
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
