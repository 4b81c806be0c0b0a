"""The answers about an account: variables, event types, outcomes, lists and their elements."""

import re
from pathlib import PurePath

from fraudctl.fraud_detector.detector import EVENT, NamedList, Variable
from fraudctl.fraud_detector.source.found import EventType, Found
from fraudctl.fraud_detector.source.members import Members

ELEMENTS = "elements"

_LIST = re.compile(r"(?:(?:get[-_])?list[-_]elements)?[-_.]*([0-9a-z_]*)")


def variables(answer: Members, _: str, found: Found) -> None:
    """Add variables; one whose source or default cannot be read would be another variable."""
    for each in answer.each("variables"):
        name, data_type = each.text("name"), each.text("dataType")
        source, default = each.text("dataSource"), each.text("defaultValue")
        if not name or not data_type:
            each.leave_out(f"variable {name or ''} lacks its name or its dataType")
        elif each.broken:
            each.leave_out(f"variable {name} has no {' and no '.join(sorted(each.broken))} that can be read")
        else:
            found.variables[name] = Variable(
                name=name,
                data_type=data_type,
                source=source or EVENT,
                default=default,
                variable_type=each.text("variableType"),
            )


def event_types(answer: Members, _: str, found: Found) -> None:
    """Add event types."""
    for each in answer.each("eventTypes"):
        if name := each.text("name"):
            found.event_types[name] = EventType(
                name=name,
                variables=each.texts("eventVariables"),
                labels=each.texts("labels"),
                entity_types=each.texts("entityTypes"),
            )
        else:
            each.leave_out("an event type lacks its name")


def outcomes(answer: Members, _: str, found: Found) -> None:
    """Add outcomes, with what is said about each."""
    for each in answer.each("outcomes"):
        if name := each.text("name"):
            found.outcomes[name] = each.text("description")
        else:
            each.leave_out("an outcome lacks its name")


def lists(answer: Members, _: str, found: Found) -> None:
    """Add lists, whose elements other answers have."""
    for each in answer.each("lists"):
        if name := each.text("name"):
            known = found.lists.get(name)
            found.lists[name] = NamedList(
                name=name, elements=known.elements if known else None, variable_type=each.text("variableType")
            )
        else:
            each.leave_out("a list lacks its name")


def elements(answer: Members, file: str, found: Found) -> None:
    """Add the elements of the list that a file is named after."""
    name = list_name(file)
    if not name:
        said = "which list has these elements is in no answer: name the file get-list-elements-LIST.json"
        found.problem(answer.origin(), said)
        return
    here, known = tuple(answer.placed_texts(ELEMENTS)), found.lists.get(name)
    before = known.elements if known else None
    is_known = before is not None or bool(here) or (ELEMENTS in answer and not answer.broken)
    found.lists[name] = NamedList(
        name=name,
        elements=(*(before or ()), *here) if is_known else None,
        variable_type=known.variable_type if known else None,
    )


def list_name(file: str) -> str:
    """Return the list whose elements a file has, which the service's answer does not say.

    A list's name has no dash: `get-list-elements-blocked-2.json` is the second page of the list `blocked`.
    """
    found = _LIST.match(PurePath(file).stem)
    return found[1] if found else ""
