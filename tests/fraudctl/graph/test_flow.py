"""The first picture shows the path of a transaction; its arrows are the program's permissions and mappings."""

from collections.abc import Sequence

import pytest

from emulator.program.monitor import Resource
from fraudctl.graph.dependencies import dependency_picture
from fraudctl.graph.flow import flow_picture
from fraudctl.graph.picture import Arrow, Picture, mermaid

MOST_NODES = 40
"""More than that nobody takes in at a glance."""


@pytest.fixture(scope="module")
def picture(resources: Sequence[Resource]) -> Picture:
    return flow_picture(resources)


@pytest.mark.parametrize(
    "arrow",
    [
        Arrow(source="RestApi/fraud-detection-api", target="Function/transaction-ingestion"),
        Arrow(source="Function/transaction-ingestion", target="Table/transactions", label="store"),
        Arrow(source="RestApi/fraud-detection-api", target="Function/transaction-decision"),
        Arrow(source="Function/transaction-decision", target="Table/fraud-decisions", label="decide"),
        Arrow(source="Function/transaction-decision", target="Queue/transaction-ingestion-dlq", dotted=True),
        Arrow(source="Table/transactions", target="Function/transaction-processor", label="stream"),
        Arrow(source="Function/transaction-processor", target="Function/fraud-scorer", label="invoke"),
        Arrow(source="Function/fraud-scorer", target="Table/fraud-scores", label="score"),
        Arrow(source="Function/fraud-scorer", target="Topic/fraud-alerts", label="alert"),
        Arrow(source="Function/fraud-scorer", target="Topic/fraud-events", label="publish events"),
        Arrow(source="EventRule/fraud-reviews-schedule", target="Function/fraud-feedback", label="rate(1 minute)"),
        Arrow(source="RestApi/fraud-detection-api", target="Function/fraud-queries"),
        Arrow(source="Function/fraud-scorer", target="Queue/fraud-scorer-dlq", dotted=True),
    ],
    ids=lambda arrow: f"{arrow.source} to {arrow.target}",
)
def test_the_way_of_a_transaction_is_drawn(picture: Picture, arrow: Arrow) -> None:
    assert arrow in picture.arrows


def test_nothing_flows_back(picture: Picture) -> None:
    drawn = {(arrow.source, arrow.target) for arrow in picture.arrows}
    assert not any((target, source) in drawn for source, target in drawn)
    assert not any(source == "Table/fraud-scores" for source, _ in drawn)


def test_it_can_be_taken_in_at_a_glance(picture: Picture) -> None:
    assert len(picture.nodes) < MOST_NODES


def test_no_node_stands_alone(picture: Picture) -> None:
    joined = {arrow.source for arrow in picture.arrows} | {arrow.target for arrow in picture.arrows}
    assert [node.key for node in picture.nodes if node.key not in joined] == []


def test_a_webhooks_queue_is_drawn_behind_the_topic_when_a_stack_has_one(
    optional_resources: Sequence[Resource],
) -> None:
    with_webhook = flow_picture(optional_resources)
    queues = {arrow.target for arrow in with_webhook.arrows if arrow.source == "Topic/fraud-events" and arrow.dotted}
    assert len(queues) == 1
    assert "webhook" in queues.pop()


def test_e_mail_subscribers_appear_when_a_stack_has_some(optional_resources: Sequence[Resource]) -> None:
    with_mail = flow_picture(optional_resources)
    assert any(node.label == ("subscribers",) for node in with_mail.nodes)


def test_a_function_that_the_api_calls_by_its_alias_is_behind_the_api_all_the_same(
    optional_resources: Sequence[Resource],
) -> None:
    warm = flow_picture(optional_resources)
    assert Arrow(source="RestApi/fraud-detection-api", target="Function/transaction-decision") in warm.arrows


def test_the_whole_picture_has_every_resource_and_an_arrow_for_every_dependency(resources: Sequence[Resource]) -> None:
    everything = dependency_picture(resources)
    made = [resource for resource in resources if resource.custom]
    assert len({node.key for node in everything.nodes}) == len(made)
    reached = {arrow.source for arrow in everything.arrows}
    by_urn = {resource.urn: resource for resource in made}
    needing = [each for each in made if any(urn in by_urn for urn in each.dependencies)]
    assert len(reached) == len(needing)
    assert "\n" in mermaid(everything)
