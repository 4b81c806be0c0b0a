"""The packaged strategy: the file for people, checked as the command line checks it, as the functions read it."""

import functools
from pathlib import Path as File

import pulumi

from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.problem import Problem
from strategies.diagnostics import errors_of
from strategies.loading import load_source
from strategies.reading import UnreadableFile, read
from strategies.source import Source


def packaged_strategy(file: File) -> str:
    """Return the strategy in a YAML file as canonical JSON, with exact numbers.

    Raises:
        pulumi.RunError: it cannot be read, or is no strategy; names for each problem the file, the line, the rule and
            the reason.
    """
    return _packaged(file, _content(file))


def _content(file: File) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


@functools.lru_cache(maxsize=8)  # a process may deploy many stacks, and this is a tenth of that
def _packaged(file: File, _: bytes | None) -> str:
    try:
        source = read(file)
    except UnreadableFile as error:
        raise pulumi.RunError(str(error)) from None
    loaded = load_source(source)
    if isinstance(loaded, list):
        raise pulumi.RunError("\n".join(_lines(source)))
    return canonical(loaded.document).decode()


def _lines(source: Source) -> list[str]:
    lines = []
    for each in errors_of(source, _problems):
        hint = f"; perhaps: {each.hint}" if each.hint else ""
        lines.append(f"{each.file}:{each.line}:{each.column}: {each.said}{hint}")
    return lines


def _problems(source: Source) -> list[Problem]:
    loaded = load_source(source)
    return loaded if isinstance(loaded, list) else []
