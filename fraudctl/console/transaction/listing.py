"""Entities put on the lists `blocked` and `allowed`, and taken off again."""

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.transaction.acting import acted
from fraudctl.errors import CommandError
from fraudctl.lists.scope import UnknownEntry
from fraudctl.lists.stack_lists import StackLists, valid_note
from fraudctl.terminal.times import parse_until


def put_on(asked: Asked) -> Response:
    """Block or allow an entity, until a date if one is given; the next payment is decided by it."""
    form, now = asked.form, asked.console.now()

    def act(_: str) -> None:
        kind, identity = _entity_in(form.get("entity", ""))
        until, note = form.get("until", "").strip(), valid_note(form.get("note"))
        ends = parse_until(until, now) if until else None
        lists = StackLists.of(asked.console.target, now)
        try:
            name = lists.scope.list_name(kind, form.get("list", ""), force=bool(form.get("force")))
        except UnknownEntry as error:
            raise CommandError(
                f"{str(error).split('; --force')[0]}: tick the box to put it there nevertheless"
            ) from None
        lists.add(lists.scope.entity(kind, identity), name, until=ends, note=note)

    return acted(asked, act, "add")


def take_off(asked: Asked) -> Response:
    """Take an entity off a list."""
    form = asked.form

    def act(_: str) -> None:
        kind, identity = _entity_in(form.get("entity", ""))
        lists = StackLists.of(asked.console.target, asked.console.now())
        name = lists.scope.list_name(kind, form.get("list", ""), force=True)
        lists.remove(lists.scope.entity(kind, identity), name, note=valid_note(form.get("note")))

    return acted(asked, act, "remove")


def _entity_in(written: str) -> tuple[str, str]:
    """Return the kind and the id in a form's value: a kind has no `#`."""
    kind, found, identity = written.partition("#")
    if not found:
        raise CommandError("choose an entity")
    return kind, identity
