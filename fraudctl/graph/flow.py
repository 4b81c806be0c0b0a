"""The picture of a transaction's path: the main resources, and the arrows that follow from the program.

No arrow is drawn by hand. An API points to the function that it integrates; a table to the function that its stream is
mapped to; a rule to the function that it invokes; a function to what its role's policy lets it act on, under the
grant's name; to a queue, dotted, failures.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from emulator.program.monitor import Resource
from fraudctl.graph.dependencies import SHAPES, component_path, node_key, resource_kind
from fraudctl.graph.picture import Arrow, Node, Picture, Shape

MAIN_KINDS = ("RestApi", "Function", "Table", "Topic", "Queue", "EventRule")
GROUPED_KINDS = {"MetricAlarm": "alarms", "CompositeAlarm": "alarms", "TopicSubscription": "subscribers"}
"""Kinds of resource of which one node stands for all in a component."""


def flow_picture(resources: Sequence[Resource]) -> Picture:
    """Return the picture of the main resources; a component with one of them has no frame of its own."""
    by_urn = {resource.urn: resource for resource in resources}
    main = [each for each in resources if each.custom and resource_kind(each) in MAIN_KINDS]
    outer = {each.urn: component_path(each, by_urn)[:1] for each in resources if each.custom}
    sizes = [outer[each.urn] for each in main]
    nodes = [
        Node(
            key=node_key(each),
            label=(each.name,),
            shape=SHAPES.get(resource_kind(each), Shape.BOX),
            group=outer[each.urn] if sizes.count(outer[each.urn]) > 1 else (),
        )
        for each in main
    ]
    grouped = _grouped(resources, outer, {node.group for node in nodes})
    arrows = {
        *_integrations(resources),
        *_mappings(resources),
        *_schedules(resources),
        *_grants(resources),
        *_notifications(resources, grouped),
    }
    drawn = {node.key for node in nodes} | {node.key for node in grouped.values()}
    known = [arrow for arrow in arrows if {arrow.source, arrow.target} <= drawn]
    return Picture(nodes=[*nodes, *{node.key: node for node in grouped.values()}.values()], arrows=known)


def _integrations(resources: Sequence[Resource]) -> Iterator[Arrow]:
    """Yield arrows from an API to the functions behind it, which it may call by an alias."""
    apis = {each.id: each for each in resources if resource_kind(each) == "RestApi"}
    named = {each.inputs["name"]: each for each in _functions(resources)}
    aliases = [each for each in resources if each.type == "aws:lambda/alias:Alias"]
    functions = {each.state.get("invokeArn"): each for each in named.values()}
    functions |= {each.state["invokeArn"]: named[each.inputs["functionName"]] for each in aliases}
    for each in resources:
        if resource_kind(each) == "Integration" and each.inputs.get("uri") in functions:
            yield Arrow(source=node_key(apis[each.inputs["restApi"]]), target=node_key(functions[each.inputs["uri"]]))


def _mappings(resources: Sequence[Resource]) -> Iterator[Arrow]:
    """Yield arrows from a table's stream to the function that reads it."""
    arns, streams = _by_arn(resources), {each.state.get("streamArn"): each for each in resources}
    for each in resources:
        if resource_kind(each) != "EventSourceMapping":
            continue
        function = arns[each.inputs["functionName"]]
        yield Arrow(source=node_key(streams[each.inputs["eventSourceArn"]]), target=node_key(function), label="stream")


def _schedules(resources: Sequence[Resource]) -> Iterator[Arrow]:
    """Yield arrows from a rule to the function that it invokes, and from a topic to where it keeps what fails."""
    arns, rules = _by_arn(resources), {each.id: each for each in resources if resource_kind(each) == "EventRule"}
    for each in resources:
        if resource_kind(each) == "EventTarget":
            rule, function = rules[each.inputs["rule"]], arns[each.inputs["arn"]]
            yield Arrow(source=node_key(rule), target=node_key(function), label=rule.inputs["scheduleExpression"])
        if queue := json.loads(each.inputs.get("redrivePolicy") or "{}").get("deadLetterTargetArn"):
            yield Arrow(source=node_key(arns[each.inputs["topic"]]), target=node_key(arns[queue]), dotted=True)


def _grants(resources: Sequence[Resource]) -> Iterator[Arrow]:
    """Yield arrows from a function to what its role may act on."""
    arns = _by_arn(resources)
    roles = {each.inputs["role"]: each for each in _functions(resources)}
    for each in resources:
        if resource_kind(each) != "RolePolicy":
            continue
        function = next((at for arn, at in roles.items() if arn.endswith(f"/{each.inputs['role']}")), None)
        for statement in json.loads(each.inputs["policy"])["Statement"] if function else ():
            for arn in _listed(statement["Resource"]):
                if function and arn in arns:
                    failure = resource_kind(arns[arn]) == "Queue"
                    label = "" if failure else _spaced(statement["Sid"])
                    yield Arrow(source=node_key(function), target=node_key(arns[arn]), label=label, dotted=failure)


def _notifications(resources: Sequence[Resource], grouped: Mapping[str, Node]) -> Iterator[Arrow]:
    """Yield arrows from alarms to the topics that they notify, and from a topic to its subscribers."""
    arns = _by_arn(resources)
    for each in resources:
        if each.urn not in grouped:
            continue
        for action in each.inputs.get("alarmActions", ()):
            if action in arns:
                yield Arrow(source=grouped[each.urn].key, target=node_key(arns[action]))
        if each.inputs.get("topic") in arns:
            yield Arrow(source=node_key(arns[each.inputs["topic"]]), target=grouped[each.urn].key)


def _grouped(
    resources: Sequence[Resource], outer: Mapping[str, tuple[str, ...]], frames: set[tuple[str, ...]]
) -> dict[str, Node]:
    """Return for each resource of a grouped kind, by its URN, the node that stands for all of its kind."""
    found = {}
    for each in resources:
        if name := GROUPED_KINDS.get(resource_kind(each)):
            where = outer[each.urn]
            alike = [o for o in resources if GROUPED_KINDS.get(resource_kind(o)) == name and outer[o.urn] == where]
            label = name if len(alike) == 1 else f"{len(alike)} {name}"
            group = where if where in frames else ()
            shape = SHAPES.get(resource_kind(each), Shape.BOX)
            found[each.urn] = Node(key=f"{name}/{'/'.join(where)}", label=(label,), shape=shape, group=group)
    return found


def _functions(resources: Sequence[Resource]) -> list[Resource]:
    return [each for each in resources if each.custom and resource_kind(each) == "Function"]


def _by_arn(resources: Sequence[Resource]) -> dict[Any, Resource]:
    """Return the main resources by ARN; others are left out, as a topic's policy has the topic's ARN for its own."""
    return {
        each.state["arn"]: each
        for each in resources
        if each.custom and resource_kind(each) in MAIN_KINDS and "arn" in each.state
    }


def _listed(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else [value]


def _spaced(sid: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", sid).lower()
