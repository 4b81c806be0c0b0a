"""Adoption of a deployment that another tool made: what exists, what is created, what changes."""

from fraudctl.adopt import (  # noqa: F401 -- each registers its functions
    find_api,
    find_functions,
    find_monitoring,
    find_storage,
)
