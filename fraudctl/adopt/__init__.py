"""Taking over a deployment that another tool made: what is there, what will be made, what will change."""

from fraudctl.adopt import (  # noqa: F401 -- each enters its functions in the registry
    find_alarms,
    find_api,
    find_functions,
    find_storage,
)
