"""Answers and errors of AWS that a poll receives as a test has scripted."""

from typing import Any

from botocore.exceptions import ClientError

from fraudctl.stacks.target import Target


def aws_error(code: str, status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "FilterLogEvents")


class ScriptedAnswers:
    """A call that answers one after the other: an error is raised, and after the last one a Ctrl-C."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.targets: list[Target] = []

    def __call__(self, target: Target) -> Any:
        self.targets.append(target)
        if not self.answers:
            raise KeyboardInterrupt
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer
