"""The list of erasures is read at a glance in a terminal of 100 columns, and promises no finish too early."""

from datetime import UTC, datetime, timedelta

from fraudctl.erase.record import WAIT, Record
from fraudctl.erase.view import render_records
from tests.fraudctl.printed import printed

OFFICER = "arn:aws:sts::123456789012:assumed-role/PrivacyOfficer/a.very.long.name@example.com"
MOMENT = datetime(2026, 11, 22, 12, 30, 59, 999_000, tzinfo=UTC)


def words_of_the_row() -> list[str]:
    moment = int(MOMENT.timestamp() * 1000)
    found = Record(id="1", reference="3f1c9a0b", of="customer", moment=moment, by=OFFICER)
    (row,) = (line for line in printed(render_records([found]), width=100).splitlines() if "3f1c9a0b" in line)
    return row.split()


def test_whoever_erased_the_times_stand_whole_in_one_line_of_100_columns() -> None:
    assert "2026-11-22T12:30Z" in words_of_the_row()


def test_the_finish_is_promised_for_no_sooner_than_it_may_be_and_within_a_minute() -> None:
    promised = datetime.fromisoformat(words_of_the_row()[-1])

    assert timedelta(0) <= promised - (MOMENT + WAIT) <= timedelta(minutes=1)
