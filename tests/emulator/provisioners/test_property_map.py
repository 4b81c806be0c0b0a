"""Inputs are translated at every depth, and none is dropped."""

import pytest

from emulator.errors import UnknownPropertyError
from emulator.provisioners.property_map import Nested, PropertyMap, translate

SHAPE: PropertyMap = {
    "name": "Name",
    "tags": "Tags",
    "encryption": Nested("SSE", {"enabled": "Enabled", "key": Nested("Key", {"id": "Id"})}),
    "attributes": Nested("Attributes", {"name": "AttributeName"}),
}


def test_names_become_boto3s_at_every_depth() -> None:
    inputs = {"name": "n", "encryption": {"enabled": True, "key": {"id": "k"}}, "attributes": [{"name": "a"}]}
    assert translate(SHAPE, inputs, "resource") == {
        "Name": "n",
        "SSE": {"Enabled": True, "Key": {"Id": "k"}},
        "Attributes": [{"AttributeName": "a"}],
    }


def test_the_users_own_keys_are_left_alone() -> None:
    assert translate(SHAPE, {"tags": {"anything": "goes"}}, "resource") == {"Tags": {"anything": "goes"}}


def test_an_input_that_is_none_was_not_given() -> None:
    assert translate(SHAPE, {"name": None, "unheard": None}, "resource") == {}


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"unheard": 1}, "unheard of type name"),
        ({"encryption": {"unheard": 1}}, "unheard of encryption of type name"),
        ({"encryption": {"key": {"unheard": 1}}}, "unheard of key of encryption of type name"),
        ({"attributes": [{"name": "a"}, {"unheard": 1}]}, "unheard of attributes of type name"),
    ],
)
def test_an_unknown_input_is_named_with_its_path(inputs: dict[str, object], path: str) -> None:
    with pytest.raises(UnknownPropertyError, match=f"does not know property {path}$"):
        translate(SHAPE, inputs, "type name")
