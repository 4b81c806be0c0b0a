"""The addresses of strategies."""

from fraudctl.console.room import Room, action, page
from fraudctl.console.strategies.views import act, draft, show, trial

ROOM = Room(
    title="Strategy",
    address="/strategies",
    routes=(
        page("/strategies", show),
        page("/strategies/draft", draft),
        action("/strategies/draft", act),
        page("/strategies/trial", trial),
    ),
)
