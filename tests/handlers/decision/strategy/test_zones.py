"""Time zones are the IANA database's, by the names that it gives them everywhere."""

import re
from datetime import UTC
from importlib.resources import files

import pytest

from handlers.decision.strategy.zones import time_zone


def test_every_zone_of_the_database_is_known() -> None:
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    assert len(names) > 500
    assert [name for name in names if str(time_zone(name)) != name] == []


def test_utc_is_a_constant() -> None:
    assert time_zone("UTC") is UTC


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe",
        "Europe/Berln",
        "Berlin",
        "+02:00",
        "localtime",
        "posixrules",
        "posix/Europe/Berlin",
        "right/Europe/Berlin",
        "/etc/passwd",
        "../../etc/passwd",
        "Europe/../Europe/Berlin",
        "Europe/Berlin\x00",
        "Europe/Berlin\n",
        "A" * 5_000,
    ],
)
def test_no_other_name_is_a_zone_whatever_lies_in_the_systems_folder(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        time_zone(name)
