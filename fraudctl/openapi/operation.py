"""An operation of the API, and its part of the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from fraudctl.openapi.schemas import reference

ERRORS = {
    HTTPStatus.BAD_REQUEST: "A field or a parameter breaks its rule; the error names both.",
    HTTPStatus.FORBIDDEN: "The call is not signed, or its caller has no permission.",
    HTTPStatus.NOT_FOUND: "Nothing is known of this id.",
    HTTPStatus.NOT_ACCEPTABLE: "The call accepts no JSON, and there is nothing else.",
    HTTPStatus.CONFLICT: "What is known of the id is another thing; the error says which.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than any valid request.",
    HTTPStatus.TOO_MANY_REQUESTS: "Above the API's throttle: the same again, later.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The API failed: the same again.",
    HTTPStatus.BAD_GATEWAY: "The function failed: the same again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not now: the same again, after as many seconds as Retry-After says.",
    HTTPStatus.GATEWAY_TIMEOUT: "The function took too long: the same again.",
}
"""Every answer but 200, in one form."""

ALWAYS = frozenset(ERRORS) - {
    HTTPStatus.NOT_FOUND,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
"""Answers that any operation may have."""

RETRY_AFTER = {"Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 0}}}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the query, or of the path."""

    name: str
    description: str
    schema: Mapping[str, Any]
    required: bool = False
    place: str = "query"

    def described(self) -> dict[str, Any]:
        """Return its part of the document."""
        return {
            "name": self.name,
            "in": self.place,
            "required": self.required,
            "description": self.description,
            "schema": self.schema,
        }


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A method on a path; `body` is the name of the schema of what is sent, `example` one that anybody may send."""

    method: str
    path: str
    name: str
    tag: str
    summary: str
    answer: type[msgspec.Struct]
    said: str
    """The meaning of the answer 200."""
    errors: frozenset[HTTPStatus] = frozenset()
    body: str | None = None
    example: Mapping[str, Any] | None = None
    parameters: Sequence[Parameter] = ()

    def described(self) -> dict[str, Any]:
        """Return its part of the document."""
        described: dict[str, Any] = {
            "operationId": self.name,
            "tags": [self.tag],
            "summary": self.summary,
            "responses": {
                "200": {"description": self.said, "content": _json(reference(self.answer.__name__))},
                **{str(status.value): {"$ref": f"#/components/responses/{status.name}"} for status in self._statuses()},
            },
        }
        if self.parameters:
            described["parameters"] = [each.described() for each in self.parameters]
        if self.body:
            content = _json(reference(self.body))
            if self.example:
                content["application/json"]["example"] = self.example
            described["requestBody"] = {"required": True, "content": content}
        return described

    def _statuses(self) -> list[HTTPStatus]:
        return sorted(ALWAYS | self.errors)


def error_responses() -> dict[str, Any]:
    """Return the answers but 200, by name."""
    return {
        status.name: {
            "description": description,
            "content": _json(reference("ErrorAnswer")),
            **({"headers": RETRY_AFTER} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}),
        }
        for status, description in ERRORS.items()
    }


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
