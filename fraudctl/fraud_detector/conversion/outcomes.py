"""The service's outcomes, which are names without a meaning, as approve, review and decline."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import escape_invisible
from handlers.decision.strategy.schema import OUTCOMES

_MEANT = (
    ("decline", r"block|declin|den(y|ied)|reject|refus|fraud|bad|stop|fail|high"),
    ("review", r"review|verif|investigat|challeng|manual|suspicio|hold|check|mfa|otp|step|friction|medium|captcha"),
    ("approve", r"approv|allow|accept|legit|pass|good|ok|low|trust|safe"),
)
"""Words in an outcome's name that suggest what it means, the severest first."""


def suggested(name: str, description: str | None) -> str:
    """Return what an outcome probably means, for a person to confirm."""
    for said in (name, description or ""):
        for outcome, words in _MEANT:
            if re.search(words, said.lower()):
                return outcome
    return "review"


def confirmed(written: Sequence[str]) -> dict[str, str]:
    """Return the outcomes that a person confirmed: files as the import writes them, or `NAME=OUTCOME`.

    Raises:
        CommandError: one is neither, or of no outcome.
    """
    found: dict[str, str] = {}
    for each in written:
        name, equals, outcome = each.partition("=")
        found |= {name: outcome} if equals and not Path(each).exists() else _of_file(Path(each))
    for name, outcome in found.items():
        if outcome not in OUTCOMES:
            said = escape_invisible(f"{name}={outcome}")
            raise CommandError(f"{said}: an outcome stands for one of {', '.join(OUTCOMES)}")
    return found


def severest(names: Iterable[str], meaning: Mapping[str, str]) -> str | None:
    """Return the severest of what outcomes mean; None if none is confirmed."""
    meant = [OUTCOMES.index(meaning[name]) for name in names if name in meaning]
    return OUTCOMES[max(meant)] if meant else None


def _of_file(file: Path) -> dict[str, str]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{escape_invisible(str(file))}: {error.strerror}; or NAME=OUTCOME is meant") from None
    except ValueError:
        raise CommandError(f"{file}: is no JSON") from None
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise CommandError(f'{file}: must say of each outcome what it means, as in {{"block": "decline"}}')
    return {str(name): outcome for name, outcome in value.items()}
