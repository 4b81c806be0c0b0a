"""`fraudctl strategy`: strategies checked and tested without any deployment, and deployed, tried and taken back."""

from fraudctl.commands.strategy import files as files  # isort: skip -- each adds its commands, in this order
from fraudctl.commands.strategy import versions as versions  # isort: skip
from fraudctl.commands.strategy import deploy as deploy  # isort: skip
from fraudctl.commands.strategy import take_back as take_back  # isort: skip
from fraudctl.commands.strategy import compare as compare  # isort: skip
from fraudctl.commands.strategy.group import strategy

__all__ = ["strategy"]
