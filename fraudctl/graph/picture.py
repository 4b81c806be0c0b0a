"""A picture of nodes, groups and arrows, written as Mermaid."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Shape(Enum):
    """The shape of a node: Mermaid's brackets around its label."""

    BOX = "[{}]"
    STORE = "[({})]"
    HUB = "([{}])"
    GATE = "{{{{{}}}}}"
    QUEUE = "[[{}]]"
    FLAG = ">{}]"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node; `group` is the path of components that it stands in, outermost first."""

    key: str
    label: Sequence[str]
    """Lines."""
    shape: Shape
    group: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """An arrow from one node's key to another's; dotted for what happens only when something fails."""

    source: str
    target: str
    label: str = ""
    dotted: bool = False


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Nodes and arrows in any order."""

    nodes: Sequence[Node]
    arrows: Sequence[Arrow]
    direction: str = "LR"


@dataclass
class _Group:
    nodes: list[Node] = field(default_factory=list)
    groups: dict[str, "_Group"] = field(default_factory=dict)


def mermaid(picture: Picture) -> str:
    """Return the picture's text, the same for any order of its parts; identifiers come from the nodes' keys."""
    root = _Group()
    for node in sorted(picture.nodes, key=lambda each: each.key):
        group = root
        for name in node.group:
            group = group.groups.setdefault(name, _Group())
        group.nodes.append(node)
    arrows = sorted(picture.arrows, key=lambda each: (each.source, each.target, each.label))
    return "\n".join(
        [f"flowchart {picture.direction}", *_lines(root, (), 1), *(f"  {_arrow(each)}" for each in arrows)]
    )


def _lines(group: _Group, path: tuple[str, ...], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for node in group.nodes:
        yield f"{indent}{_id(node.key)}{node.shape.value.format(_quoted('<br/>'.join(node.label)))}"
    for name, inner in sorted(group.groups.items()):
        inner_path = (*path, name)
        yield f"{indent}subgraph {_id('group/' + '/'.join(inner_path))}[{_quoted(name)}]"
        yield from _lines(inner, inner_path, depth + 1)
        yield f"{indent}end"


def _arrow(arrow: Arrow) -> str:
    line = "-.->" if arrow.dotted else "-->"
    label = f"|{_quoted(arrow.label)}|" if arrow.label else ""
    return f"{_id(arrow.source)} {line}{label} {_id(arrow.target)}"


def _id(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", key)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
