"""The results of mutants, kept in a file: none is run twice while what its result depends on is the same."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.mutants.coverage_map import BUILD, digest_of_base
from tests.mutants.mutations import Mutation
from tests.mutants.reach import PROJECT


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of a mutant: `killed`, `timeout`, `survived`, or `uncovered`, which no test runs."""

    mutation: Mutation
    result: str
    by: str = ""
    """The test that killed it."""
    tests: int = 0
    """The number of tests that run its line."""

    @property
    def detected(self) -> bool:
        """Return whether the tests notice it."""
        return self.result in ("killed", "timeout")


@dataclass(kw_only=True)
class ResultCache:
    """Results in a file: that of a killed mutant holds while its module and its killer do.

    That of a survivor holds while all modules and what tests share do, for the files of tests that it outlived.
    """

    path: Path = BUILD / "results.jsonl"
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what is known."""
        self._base = digest_of_base()
        self.read()

    def read(self) -> None:
        """Read the file, which another process may have written to."""
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = entry

    def left(self, mutation: Mutation, tests: Sequence[str]) -> list[str]:
        """Return those of a mutant's tests that have to be run, none if its result is known."""
        entry = self._known.get(_key(mutation))
        if entry is None:
            return list(tests)
        if entry["result"] != "survived":
            return list(tests) if entry["by"] and not (PROJECT / _file(entry["by"])).exists() else []
        if entry.get("base") != self._base:
            return list(tests)
        outlived = {file for file, digest in _digests(tests).items() if entry["files"].get(file) == digest}
        return [each for each in tests if _file(each) not in outlived]

    def get(self, mutation: Mutation, tests: Sequence[str]) -> Outcome | None:
        """Return the result of a mutant, if it still holds."""
        if not tests:
            return Outcome(mutation=mutation, result="uncovered")
        if self.left(mutation, tests):
            return None
        entry = self._known[_key(mutation)]
        return Outcome(mutation=mutation, result=entry["result"], by=entry["by"], tests=len(tests))

    def put(self, outcome: Outcome, tests: Sequence[str]) -> None:
        """Keep a result; of a survivor with all tests that it outlived."""
        entry: dict[str, Any] = {"key": _key(outcome.mutation), "result": outcome.result, "by": outcome.by}
        if outcome.result == "survived":
            entry |= {"base": self._base, "files": _digests(tests)}
        self._known[entry["key"]] = entry
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def _file(test: str) -> str:
    return test.partition("::")[0]


def _digests(tests: Sequence[str]) -> dict[str, str]:
    """Return a digest of each file of tests, and of which of them there are."""
    of_file = {file: sorted(run) for file, run in groupby(sorted(tests), _file)}
    return {
        file: hashlib.sha256("\n".join([_digest(file), *run]).encode()).hexdigest()[:16]
        for file, run in of_file.items()
    }


@cache
def _digest(file: str) -> str:
    return hashlib.sha256((PROJECT / file).read_bytes()).hexdigest()[:16]


def _key(mutation: Mutation) -> str:
    return json.dumps([_digest(mutation.file), *asdict(mutation).values()])
