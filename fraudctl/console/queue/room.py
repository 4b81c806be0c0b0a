"""The room of the queue: the console's first page."""

from fraudctl.console.queue.views import rows, show
from fraudctl.console.room import Room, page

ROOM = Room(title="Queue", address="/", routes=(page("/", show), page("/queue/rows", rows)))
