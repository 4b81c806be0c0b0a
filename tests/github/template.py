"""The CloudFormation templates for GitHub, resolved as in an account."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / ".github"
VALUES = {
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "123456789012",
    "Bucket": "the-state",
    "Repository": "OWNER/NAME",
    "State.Arn": "arn:aws:s3:::the-state",
}


class Template(yaml.SafeLoader):
    """A YAML loader that knows CloudFormation's short forms of functions."""


def _function(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            raise TypeError(tag)
    return {tag: value}


yaml.add_multi_constructor("!", _function, Template)


def resolved(value: Any, stack: str) -> Any:
    """Return the value as CloudFormation resolves it for a stack."""
    match value:
        case {"Sub": str(text)}:
            return re.sub(r"\$\{([\w:.]+)}", lambda name: ({"Stack": stack} | VALUES)[name[1]], text)
        case {"Ref": "Stack"}:
            return stack
        case {"GetAtt": str(attribute)}:
            return VALUES.get(attribute, attribute)
        case dict():
            return {key: resolved(each, stack) for key, each in value.items()}
        case list():
            return [resolved(each, stack) for each in value]
    return value


@cache
def resources(name: str, stack: str = "") -> dict[str, Any]:
    """Return the resources of a template, resolved for a stack."""
    loaded = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Template)  # noqa: S506 -- a SafeLoader
    return {key: resolved(each["Properties"], stack) for key, each in loaded["Resources"].items()}
