"""A wrong path or method is answered by the API itself, and reaches nothing."""

import json

import pytest

from components.api.gateway_errors import error_body
from emulator.program.monitor import Resource
from tests.components.stacks import DryRunStack

ROOT = "r00tr00t00"


def by_resource(stack: DryRunStack, kind: str) -> dict[str, Resource]:
    """Return the resources that answer any method, by the id of the API's resource."""
    found = [each for each in stack.all(f"apigateway/{kind}") if each.inputs["httpMethod"] == "ANY"]
    assert len({each.inputs["resourceId"] for each in found}) == len(found)
    return {each.inputs["resourceId"]: each for each in found}


def paths(stack: DryRunStack) -> dict[str, str]:
    """Return the API's resources: id → path."""
    parts = {each.id: each.inputs for each in stack.all("apigateway/resource:Resource")}

    def path(identity: str) -> str:
        return "" if identity == ROOT else f"{path(parts[identity]['parentId'])}/{parts[identity]['pathPart']}"

    return {ROOT: "/"} | {identity: path(identity) for identity in parts}


def test_every_resource_of_the_api_and_every_other_path_has_an_answer_to_any_method(stack: DryRunStack) -> None:
    methods = by_resource(stack, "method:Method")

    assert set(methods) == set(paths(stack))
    assert "/{proxy+}" in paths(stack).values()
    assert {each.inputs["authorization"] for each in methods.values()} == {"NONE"}
    for kind in ("integration:Integration", "methodResponse:MethodResponse", "integrationResponse:IntegrationResponse"):
        assert set(by_resource(stack, kind)) == set(methods)


def test_no_function_is_behind_it(stack: DryRunStack) -> None:
    for each in by_resource(stack, "integration:Integration").values():
        assert each.inputs["type"] == "MOCK"
        assert not set(each.inputs) & {"uri", "credentials", "connectionId"}


TAKEN = {
    "/transactions": "GET, POST",
    "/transactions/batch": "POST",
    "/transactions/{id}": "GET",
    "/decisions": "POST",
    "/labels": "POST",
    "/reviews": "GET, POST",
    "/alerts": "GET",
    "/entities": "GET",
}


def test_a_known_route_says_405_and_which_method_it_takes_and_any_other_path_404(stack: DryRunStack) -> None:
    known = paths(stack)
    for resource, answer in by_resource(stack, "integrationResponse:IntegrationResponse").items():
        taken = TAKEN.get(known[resource])
        declared = by_resource(stack, "methodResponse:MethodResponse")[resource].inputs
        asked = by_resource(stack, "integration:Integration")[resource].inputs["requestTemplates"]

        assert answer.inputs["statusCode"] == declared["statusCode"] == ("405" if taken else "404")
        assert {json.loads(template)["statusCode"] for template in asked.values()} == {405 if taken else 404}
        allow = {"method.response.header.Allow": f"'{taken}'"} if taken else None
        assert answer.inputs.get("responseParameters") == allow
        assert set(declared.get("responseParameters") or {}) == set(allow or {})
        (template,) = answer.inputs["responseTemplates"].values()
        assert all(verb in template for verb in (taken or "").split(", "))


def test_every_route_is_there_with_the_methods_that_it_names(stack: DryRunStack) -> None:
    known, found = paths(stack), dict[str, set[str]]()
    for method in stack.all("apigateway/method:Method"):
        found.setdefault(known[method.inputs["resourceId"]], set()).add(method.inputs["httpMethod"])

    assert {path: ", ".join(sorted(verbs - {"ANY"})) for path, verbs in found.items() if verbs != {"ANY"}} == TAKEN


def test_the_answer_has_the_form_of_all_our_errors(stack: DryRunStack) -> None:
    for answer in by_resource(stack, "integrationResponse:IntegrationResponse").values():
        (template,) = answer.inputs["responseTemplates"].values()
        body = json.loads(template)
        assert list(body) == ["error"]
        field, _, rule = body["error"].partition(": ")
        assert field in {"path", "method"}
        assert rule


def test_the_type_of_a_body_does_not_change_the_answer(stack: DryRunStack) -> None:
    for each in by_resource(stack, "integration:Integration").values():
        assert each.inputs["passthroughBehavior"] == "NEVER", "a body passed through could choose the status"
        assert {"application/json", "application/x-www-form-urlencoded", "text/plain"} <= set(
            each.inputs["requestTemplates"]
        )
    other = stack.one("apigateway/response:Response", "fraud-detection-api-unsupported-media-type").inputs
    assert other["statusCode"] == "404"
    assert list(json.loads(other["responseTemplates"]["application/json"])) == ["error"]


def test_an_answer_only_comes_after_what_it_answers(stack: DryRunStack) -> None:
    for resource, answer in by_resource(stack, "integrationResponse:IntegrationResponse").items():
        before = {
            by_resource(stack, kind)[resource].urn
            for kind in ("integration:Integration", "methodResponse:MethodResponse")
        }
        assert before <= set(answer.dependencies)


def test_the_client_policy_allows_no_more_than_before_and_no_more_may_invoke(stack: DryRunStack) -> None:
    (policy,) = (each for each in stack.all("iam/policy:Policy") if each.name == "fraud-detection-api-clients")
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]

    assert {each.rpartition("/prod/")[2] for each in statement["Resource"]} == {
        "POST/transactions",
        "POST/transactions/batch",
    }
    assert len(stack.all("lambda/permission:Permission")) == 11, (
        "one for each method of a route, and one for the schedule"
    )


@pytest.mark.parametrize(
    ("who", "routes"),
    [
        ("fraud-feedback", ["POST/labels", "POST/reviews"]),
        ("fraud-decide", ["POST/decisions"]),
        (
            "fraud-read",
            ["GET/transactions", "GET/transactions/*", "GET/alerts", "GET/reviews", "GET/entities"],
        ),
    ],
)
def test_who_may_tell_have_decided_or_read_may_do_nothing_else(stack: DryRunStack, who: str, routes: list[str]) -> None:
    (policy,) = (each for each in stack.all("iam/policy:Policy") if each.inputs["name"].startswith(who))
    statements = json.loads(policy.inputs["policy"])["Statement"]

    assert {action for each in statements for action in each["Action"]} == {"execute-api:Invoke"}
    allowed = [resource for each in statements for resource in each["Resource"]]
    assert [each.rpartition("/prod/")[2] for each in allowed] == routes


@pytest.mark.parametrize("text", ["costs $5", "#set"])
def test_what_a_template_would_take_for_its_own_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.replace("$", r"\$")):
        error_body(text)
