"""The addresses of health."""

from fraudctl.console.health.views import show
from fraudctl.console.room import Room, page

ROOM = Room(title="Health", address="/health", routes=(page("/health", show),))
