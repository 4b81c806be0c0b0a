"""The phases of a training, as a person sees them: which one it is in, and how much of it is done."""

from collections.abc import Callable

from rich.progress import Progress, ProgressColumn, Task, TaskID

from fraudctl.terminal.text import Text

Counted = Callable[[int, int], None]
"""Takes how many of how many are done."""

FEATURES, HELD_OUT, CHOOSING, JUDGED_TREES, TREES = (
    *("features", "held out"),
    *("choosing features", "trees that are judged", "trees that are written"),
)
UNITS = {FEATURES: "payments", HELD_OUT: "payments", CHOOSING: "trees", JUDGED_TREES: "trees", TREES: "trees"}
"""That which is counted in each phase."""


def uncounted(_done: int, _of: int) -> None:
    """Tell nobody."""


class Done(ProgressColumn):
    """So many of so many, or the share of a file."""

    def render(self, task: Task) -> Text:
        """Return it; nothing where the end is not known and nothing is counted."""
        if task.total is None:
            return Text(f"{task.completed:,.0f}" if task.completed else "")
        if unit := task.fields.get("unit"):
            return Text(f"{task.completed:,.0f} of {task.total:,.0f} {unit}")
        return Text(f"{task.percentage:.0f} %")


class Phases:
    """Bars, one for each phase that was begun."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, name: str) -> None:
        """Begin a phase; the one before it is over."""
        self.end()
        self._task = self._progress.add_task(name, total=None, unit=UNITS.get(name))

    def count(self, done: int, of: int) -> None:
        """Say how much of the phase is done."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=of)

    def end(self) -> None:
        """Say that the phase is over, however far it is: there may be fewer trees than there could be."""
        if self._task is not None:
            done = self._progress.tasks[self._task].completed or 1
            self._progress.update(self._task, completed=done, total=done)
