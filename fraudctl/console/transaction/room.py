"""The room of a transaction: its page, and the actions on it."""

from fraudctl.console.room import Room, action, page
from fraudctl.console.transaction.labelling import label
from fraudctl.console.transaction.listing import put_on, take_off
from fraudctl.console.transaction.reviewing import claim, decide, release
from fraudctl.console.transaction.views import show

ROOM = Room(
    address="/transaction",
    routes=(
        page("/transaction", show),
        action("/reviews/claim", claim),
        action("/reviews/release", release),
        action("/reviews/decide", decide),
        action("/labels", label),
        action("/lists/add", put_on),
        action("/lists/remove", take_off),
    ),
)
