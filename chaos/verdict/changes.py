"""The verdict on the changes that operators made: a row for each that was told done, and no pointer without its row."""

from collections import Counter
from collections.abc import Iterator

from chaos.rollout_book import ListChange, RolloutBook
from chaos.verdict.rollout_state import RolloutState


def judge_changes(book: RolloutBook, found: RolloutState) -> Iterator[str]:
    """Yield a sentence for every change and every pointer of which the rows do not tell."""
    rows = Counter(str(row.get("note", "")) for row in found.changes)
    for change in (each for each in book.pointers if each.note):
        least = 1 if change.result == "done" else 0
        if not least <= rows[change.note] <= 1:
            yield f"{change.note} was told {change.result}, and has {rows[change.note]} rows"
    for pointer, row in found.pointers.items():
        made = [int(each["made"][pointer]) for each in found.changes if pointer in each.get("made", ())]
        made += [each.made[1] for each in book.pointers if each.made and each.made[0] == pointer]
        if sorted(made) != list(range(1, int(row["version"]) + 1)):
            yield f"the pointer {pointer} is at version {row['version']}, and its rows tell of {sorted(made)}"
    yield from _judge_lists(book, found)


def _judge_lists(book: RolloutBook, found: RolloutState) -> Iterator[str]:
    rows = Counter((row["action"], row.get("entity"), row.get("list")) for row in found.changes)
    sent, done = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for each in book.lists:
        key = _key(each)
        sent[key] += 1
        done[key] += each.result == "done"
    for key in sent:
        if not done[key] <= rows[key] <= sent[key]:
            yield f"{' '.join(key)}: told done {done[key]} times of {sent[key]}, and has {rows[key]} rows"


def _key(change: ListChange) -> tuple[str, str, str]:
    action = "list-add" if change.on_it else "list-remove"
    return action, f"customer#{change.customer}", change.list_name
