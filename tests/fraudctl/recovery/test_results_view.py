"""The table of a redrive names the messages that stay, with their reasons."""

from fraudctl.recovery import RedriveResult
from fraudctl.recovery.redrive_result import MessageResult
from fraudctl.recovery.results_view import render_redrive
from fraudctl.terminal.text import Terminal


def printed_redrive(result: RedriveResult) -> str:
    console = Terminal(width=150)
    with console.capture() as captured:
        console.print(render_redrive("scoring", result))
    return captured.get()


def test_reasons_that_differ_only_in_a_count_are_one_row() -> None:
    failed = [
        MessageResult(message_id=f"m-{number}", kind="failed", reason=f"Unfinished: {number} entries: ClientError")
        for number in range(3, 10)
    ]
    text = printed_redrive(RedriveResult(dry_run=False, taken=7, failed=failed))

    assert text.count("entries: ClientError") == 1
    assert "Unfinished: N entries: ClientError" in text
    assert [name for name in ("m-3", "m-7", "m-8") if name in text] == ["m-3", "m-7"], "five examples are enough"


def test_a_conflict_is_shown_apart_with_a_word_of_what_to_do() -> None:
    kept = [MessageResult(message_id="m-1", kind="conflict", reason="was decided otherwise", subject="tx-1")]

    text = printed_redrive(RedriveResult(dry_run=False, taken=1, conflicts=kept))

    assert "Kept, in conflict" in text
    assert "`fraudctl show` prints what is stored; tell it, then --discard" in text
    assert "was decided otherwise   tx-1" in text


def test_markup_in_a_message_is_printed_and_not_interpreted() -> None:
    poison = [MessageResult(message_id="m-1", kind="poison", reason="[red]bad[/]", subject="[/]")]

    text = printed_redrive(RedriveResult(dry_run=False, taken=1, poison=poison))

    assert "[red]bad[/]" in text
    assert "[red]bad[/]   [/] " in text
