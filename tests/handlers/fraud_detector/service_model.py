"""The service's own model, which botocore ships: what it says of a value, and values of its shapes."""

import re
from functools import cache
from typing import Any

import botocore.session
from hypothesis import strategies as st


@cache
def model() -> Any:
    """Return the model of 2019-11-15."""
    return botocore.session.get_session().get_service_model("frauddetector", "2019-11-15")


def breaches(value: Any, shape: Any, path: str = "") -> list[str]:  # noqa: PLR0911 -- one for each type
    """Return where a value is not what a shape says."""
    match shape.type_name:
        case "structure":
            if not isinstance(value, dict):
                return [path]
            missing = [f"{path}.{name}" for name in shape.required_members if name not in value]
            known = [(name, each) for name, each in shape.members.items() if name in value]
            return missing + [found for name, each in known for found in breaches(value[name], each, f"{path}.{name}")]
        case "list":
            if not isinstance(value, list):
                return [path]
            return [found for each in value for found in breaches(each, shape.member, f"{path}[]")]
        case "map":
            if not isinstance(value, dict) or not _within(len(value), shape.metadata):
                return [path]
            parts = [(key, shape.key) for key in value] + [(each, shape.value) for each in value.values()]
            return [found for each, its in parts for found in breaches(each, its, f"{path}{{}}")]
        case "string":
            return [] if isinstance(value, str) and _is_text(value, shape) else [path]
        case "boolean":
            return [] if isinstance(value, bool) else [path]
        case "integer" | "float":
            held = isinstance(value, int | float) and not isinstance(value, bool) and _within(value, shape.metadata)
            return [] if held else [path]
    raise AssertionError(shape.type_name)


def values(shape: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 -- one for each type
    """Return values of a shape, and of its members some that it does not allow."""
    match shape.type_name:
        case "structure":
            required = {name: values(each) for name, each in shape.members.items() if name in shape.required_members}
            others = {name: values(each) for name, each in shape.members.items() if name not in required}
            return st.fixed_dictionaries(required, optional=others)
        case "list":
            return st.lists(values(shape.member), max_size=2)
        case "map":
            return st.dictionaries(
                _texts(shape.key), values(shape.value), min_size=shape.metadata.get("min", 0), max_size=3
            )
        case "string":
            return _texts(shape)
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(shape.metadata.get("min", 0), shape.metadata.get("max", 9))
    return st.just("")


ODD: st.SearchStrategy[Any] = st.one_of(
    st.integers(-1, 101), st.text(max_size=70), st.just([]), st.just({}), st.booleans()
)
"""Values that most shapes do not allow."""


def _texts(shape: Any) -> st.SearchStrategy[str]:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 20)
    if pattern := shape.metadata.get("pattern"):
        plain = pattern.removeprefix("^").removesuffix("$")
        made = st.from_regex(re.compile(plain, re.ASCII), fullmatch=True)
        return made.filter(lambda text: least <= len(text) <= most)
    return st.text(min_size=least, max_size=min(most, least + 12))


def _is_text(value: str, shape: Any) -> bool:
    if not _within(len(value), shape.metadata) or value not in shape.metadata.get("enum", [value]):
        return False
    pattern = shape.metadata.get("pattern")
    return pattern is None or re.fullmatch(pattern.removeprefix("^").removesuffix("$"), value) is not None


def _within(size: float, metadata: dict[str, Any]) -> bool:
    return bool(metadata.get("min", size) <= size <= metadata.get("max", size))
