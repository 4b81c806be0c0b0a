"""`fraudctl strategy`: strategies checked and tested without any deployment, and deployed, tried and taken back."""

from fraudctl.commands.strategy import files as files  # each adds its commands to the group
from fraudctl.commands.strategy.group import strategy

__all__ = ["strategy"]
