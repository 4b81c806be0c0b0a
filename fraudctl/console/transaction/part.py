"""Parts of a page that are read side by side: one that fails says why in its place, and the others are there."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fraudctl.console.context import Console
from fraudctl.console.trouble import FAILURES, Trouble, trouble_of

Content = TypeVar("Content")


@dataclass(frozen=True, kw_only=True)
class Part(Generic[Content]):
    """The content that was read, or the reason why it was not."""

    content: Content | None = None
    trouble: Trouble | None = None


def part_of(console: Console, future: "Future[Content]") -> Part[Content]:
    """Return the part that a call brings, once it does."""
    return read_part(console, future.result)


def read_part(
    console: Console, call: Callable[[], Content], *, expected: tuple[type[Exception], ...] = ()
) -> Part[Any]:
    """Return what a call brings, or why it failed; of an expected failure there is neither."""
    try:
        return Part(content=call())
    except expected:
        return Part()
    except FAILURES as error:
        return Part(trouble=trouble_of(error, console))
