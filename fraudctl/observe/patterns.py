r"""The filter pattern that finds the log lines with an id: a first sieve, whose findings are looked at once more.

A line is JSON, where a `"`, a `\` or an invisible character of an id stands as an escape; and how patterns spell those
is nowhere said for certain. So a pattern holds only parts of an id that stand in the line as they are, between
characters that end a word, since a term may have to be a whole word. An id without such parts has no pattern.
"""

import re

from handlers.contract.invisible import is_hidden

PLAIN = re.compile(r"\w(?:[\w.:/@#=+-]*\w)?", re.ASCII)
"""What neither JSON nor a pattern in quotes spells in another way."""

LETTER = re.compile(r"\w")


def pattern_of(identity: str) -> str | None:
    """Return a pattern that every line with the id matches; None where all lines have to be read."""
    terms = [found[0] for found in PLAIN.finditer(identity) if _is_whole(identity, found)]
    return " ".join(f'"{term}"' for term in dict.fromkeys(terms)) or None


def _is_whole(identity: str, found: "re.Match[str]") -> bool:
    """Return whether the part is bounded by the id's ends or by characters that end a word, in JSON too."""
    around = identity[max(0, found.start() - 1) : found.start()] + identity[found.end() : found.end() + 1]
    return not any(LETTER.match(each) or is_hidden(each) for each in around if each != " ")
