"""A stack as somebody sees it who has some rights alone."""

from dataclasses import dataclass
from typing import Any

from fraudctl.stacks.target import Target
from tests.pipeline.principals import Member


@dataclass(frozen=True, kw_only=True)
class TargetOfMember(Target):
    """A stack as a member of the account may use it."""

    member: Member

    def client(self, service: str, **_: Any) -> Any:
        return self.member.client(service)
