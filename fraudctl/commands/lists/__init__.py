"""`fraudctl list`: entities that people block, trust or watch, in force with the next payment."""

from fraudctl.commands.lists import entries as entries  # isort: skip -- each adds its commands, in this order
from fraudctl.commands.lists import file as file  # isort: skip
from fraudctl.commands.lists.group import lists

__all__ = ["lists"]
