"""The tree of a YAML document, of which one parse makes the nodes, and refuses what is not read here."""

import contextlib
import re
from collections.abc import Iterable
from typing import Any, cast

import yaml

DEEPEST = 20
MOST_VALUES = 50_000
"""Events of the parser; a strategy of 500 rules with as many examples has a fifth of them."""

LIBYAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C, which a PyYAML that was built without it lacks."""

READ_OTHERWISE = re.compile(
    r"[^\n ->@-~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|[|>][-+0-9]*\#|^%|[^\n]\Z",
    re.MULTILINE,
)
"""Signs of a text of which libyaml makes another tree than PyYAML's own parser, or one where that makes none.

They differ in tabs, `?` within values, directives, `#` right after `|` and `>`, byte order marks, a last line without
an end, and the place of an empty value.
"""


class UnreadYaml(yaml.MarkedYAMLError):
    """Raised for a part of YAML that is not read here."""


def compose(text: str) -> yaml.Node | None:
    """Return the tree of a document, None of an empty one; raise a YAMLError if it is none that is read here.

    libyaml takes a tenth of the time for the same, but words its errors otherwise: PyYAML's own parser words them all.
    """
    if not READ_OTHERWISE.search(text):
        with contextlib.suppress(yaml.YAMLError):
            return _tree(yaml.parse(text, Loader=LIBYAML))
    return _tree(yaml.parse(text, Loader=yaml.SafeLoader))


def _tree(events: Iterable[yaml.Event]) -> yaml.Node | None:
    """Return the tree that a parser's events describe, its nodes without tags."""
    roots: list[yaml.Node] = []
    unfinished: list[Any] = []
    for count, event in enumerate(events):
        begin, end = cast(tuple[yaml.Mark, yaml.Mark], (event.start_mark, event.end_mark))
        siblings = unfinished[-1].value if unfinished else roots
        match event:
            case yaml.ScalarEvent(value="", style=""):  # a plain one of libyaml, which places it elsewhere in braces
                raise UnreadYaml
            case yaml.ScalarEvent():
                siblings.append(yaml.ScalarNode("", event.value, begin, end, event.style or None))
            case yaml.CollectionStartEvent():
                kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
                unfinished.append(kind("", [], begin))
                siblings.append(unfinished[-1])
            case yaml.CollectionEndEvent():
                node = unfinished.pop()
                node.end_mark = end
                if isinstance(node, yaml.MappingNode):
                    node.value = list(zip(node.value[::2], node.value[1::2], strict=True))
            case yaml.DocumentStartEvent() if roots:
                raise yaml.composer.ComposerError(problem="but found another document", problem_mark=begin)
        if refusal := _refusal(event, len(unfinished), count):
            raise UnreadYaml(problem=refusal, problem_mark=begin)
    match roots:
        case [] | [yaml.ScalarNode(value="", style=None)]:
            return None
    return roots[0]


def _refusal(event: yaml.Event, depth: int, count: int) -> str | None:
    """Return why this part of YAML is not read."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "anchors and aliases are not read: write the value out"
    if tag := getattr(event, "tag", None):
        return f"tags are not read: {tag} has no meaning here"
    if depth > DEEPEST:
        return f"it is nested more than {DEEPEST} levels deep"
    return f"it has more than {MOST_VALUES:,} values" if count > MOST_VALUES else None
