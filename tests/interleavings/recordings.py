"""Invocations that are run once for each sequence of answers: the search comes to most of these in many orders.

Functions share nothing but AWS, on which the search rests anyway, so what an invocation asks next, and what it returns,
follow from the answers that it got so far. They are recorded in a tree, by these answers, and of an invocation whose
answers were all seen before, the calls are made again and no code is run. At an answer that is new, its code is run
from the beginning, with the answers so far; that it asks the same by the same answers is checked then.
"""

import marshal
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from typing import Any, NamedTuple

from tests.interleavings.actor import Conflicted, Crash, LostAnswer
from tests.interleavings.footprint import Footprint
from tests.interleavings.memory_aws import AwsError

PLAIN = 2
"""The version of `marshal` that writes equal values equally, and not by which of them are one object."""


class Request(NamedTuple):
    """A call of AWS."""

    operation: str
    asked: Mapping[str, Any]
    touched: Footprint | None = None


class Answer(NamedTuple):
    """An answer to a call, or the error in its place: which, and its parts."""

    kind: str
    parts: bytes

    def give(self) -> Any:
        """Return the answer, new for each who gets it, or raise the error."""
        parts = marshal.loads(self.parts)  # noqa: S302 -- it was written here
        match self.kind:
            case "answer":
                return parts
            case "refusal":
                code, more = parts
                raise AwsError(code, **more)
            case "conflict":
                raise Conflicted
            case _:
                raise LostAnswer


Call = Callable[[Request], Any]
"""Makes a call when its turn comes."""


@dataclass
class Point:
    """A place in an invocation: the call that comes next, and the places that it can lead to; or its end."""

    request: Request | None = None
    after: dict[Answer, "Point"] = field(default_factory=dict)
    result: Any = None
    error: BaseException | None = None
    ended: bool = False


@dataclass
class Invocation:
    """An invocation whose code runs, with the answers that it gets again."""

    what: Hashable
    call: Call
    point: Point
    answers: list[Answer]
    position: int = 0
    tokens: Iterator[int] = field(default_factory=count)

    @property
    def repeats(self) -> bool:
        """Return whether its next call was made already."""
        return self.position < len(self.answers)

    def ask(self, request: Request) -> Any:
        """Return the answer to the next call, or raise the error."""
        if self.point.request is None:
            self.point.request = request
        assert self.point.request == request, f"by the same answers it asks {request}, not {self.point.request}"
        answer = self.answers[self.position] if self.repeats else answer_to(self.call, request)
        self.position += 1
        self.point = self.point.after.setdefault(answer, Point())
        return answer.give()


_PRESENT: ContextVar[Invocation | None] = ContextVar("invocation", default=None)  # greenlets have each their own


@dataclass
class Recordings:
    """The invocations of one search, by what was invoked."""

    points: dict[Hashable, Point] = field(default_factory=dict)

    def invoke(self, what: Hashable, code: Callable[[], Any], call: Call) -> Any:
        """Return what an invocation returns, or raise its error; `what` says all that its code depends on."""
        point, answers = self.points.setdefault(what, Point()), list[Answer]()
        begin = point
        while point.request is not None:
            answers.append(answer := answer_to(call, point.request))
            if answer not in point.after:
                return _run(code, Invocation(what, call, begin, answers))
            point = point.after[answer]
        if not point.ended:
            return _run(code, Invocation(what, call, begin, answers))
        if point.error is not None:
            raise point.error.with_traceback(None)
        return point.result


def present_invocation() -> Invocation | None:
    """Return the invocation whose code runs here, if it is recorded."""
    return _PRESENT.get()


def next_token() -> str:
    """Return a token of the present invocation alone, in the place of a random one, by which runs would differ."""
    invocation = present_invocation()
    assert invocation
    return blake2b(repr((invocation.what, next(invocation.tokens))).encode(), digest_size=8).hexdigest()


def answer_to(call: Call, request: Request) -> Answer:
    """Return the answer to a call that is made now.

    Raises:
        Crash: who asked died.
    """
    try:
        answer = call(request)
    except AwsError as error:
        return Answer("refusal", marshal.dumps((error.code, error.more), PLAIN))
    except (Conflicted, LostAnswer) as error:
        kind = "conflict" if isinstance(error, Conflicted) else "loss"
        return Answer(kind, marshal.dumps(None, PLAIN))
    return Answer("answer", marshal.dumps(answer, PLAIN))


def _run(code: Callable[[], Any], invocation: Invocation) -> Any:
    token = _PRESENT.set(invocation)
    try:
        result = code()
    except Crash:
        raise
    except BaseException as error:
        invocation.point.error, invocation.point.ended = error, True
        raise
    else:
        invocation.point.result, invocation.point.ended = result, True
        return result
    finally:
        _PRESENT.reset(token)
