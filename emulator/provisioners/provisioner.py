"""The provider of a local deployment: makes the resources that the program registers on the embedded AWS."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from emulator.errors import DeploymentFailedError, UnknownPropertyError, UnsupportedResourceError, one_line
from emulator.program.monitor import unwrap_values
from emulator.provisioners.property_map import translate
from emulator.provisioners.registry import PROVISIONS, Cloud, Made, Provision, Wanted

PROVIDER = "pulumi:providers:aws"


class EmulatorProvisioner(Mocks):
    """One deployment's provider; called from several threads at once."""

    def __init__(self, cloud: Cloud, default_tags: Mapping[str, str]) -> None:
        self.cloud = cloud
        self._default_tags = dict(default_tags)
        self._tags_of_provider: dict[str, dict[str, str]] = {}

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Make one resource and return its id and state; return a component as it is."""
        if args.resource_id:
            raise UnsupportedResourceError(f"local mode cannot look up or import {args.typ} {args.name}, only make it")
        inputs: dict[str, Any] = unwrap_values(args.inputs)
        if args.typ == PROVIDER:
            return self._configure_provider(args.name, inputs)
        if not args.custom:
            return "", inputs
        provision = PROVISIONS.get(args.typ)
        if provision is None:
            raise UnsupportedResourceError(f"local mode has no provisioner for {args.typ}, the type of {args.name}")
        tags = self._tags(args.provider or "", inputs) if "tags" in provision.properties else {}
        made = self._make(provision, args, {**inputs, "tags": tags} if tags else inputs)
        return made.id, {**inputs, "tagsAll": tags, **made.outputs, "id": made.id}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Answer the provider functions that say where the program runs."""
        region, account = self.cloud.region, self.cloud.account
        match args.token:
            case "aws:index/getCallerIdentity:getCallerIdentity":
                root = f"arn:aws:iam::{account}:root"
                return {"id": account, "accountId": account, "arn": root, "userId": account}, []
            case "aws:index/getRegion:getRegion":
                return {"id": region, "name": region, "region": region}, []
            case "aws:index/getPartition:getPartition":
                return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com"}, []
        raise UnsupportedResourceError(f"local mode does not know the provider function {args.token}")

    def _make(self, provision: Provision, args: MockResourceArgs, inputs: dict[str, Any]) -> Made:
        owner = f"{args.typ} {args.name}"
        key = provision.name_input
        name = inputs.get(key, "") if key else args.name
        wanted = Wanted(
            type=args.typ,
            name=name or f"{args.name}-{secrets.token_hex(4)[:7]}",  # as Pulumi does where the program gives no name
            parameters=translate(provision.properties, inputs, owner),
        )
        try:
            made = provision.make(self.cloud, wanted)
        except (ClientError, BotoCoreError) as error:
            raise DeploymentFailedError(f"cannot make {owner}: {one_line(error)}") from error
        return Made(id=made.id, outputs={key: wanted.name, **made.outputs}) if key else made

    def _configure_provider(self, name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        for key, value in inputs.items():
            match key:
                case "defaultTags":
                    self._tags_of_provider[name] = _decoded(value).get("tags", {})
                case "region" if value == self.cloud.region:
                    pass
                case _:
                    raise UnknownPropertyError(f"local mode does not know property {key}={value} of provider {name}")
        return name, inputs

    def _tags(self, provider: str, inputs: Mapping[str, Any]) -> dict[str, str]:
        """Return the provider's default tags, overridden by the resource's own."""
        reference = provider.split("::")  # urn:pulumi:stack::project::type::name::id
        defaults = self._tags_of_provider.get(reference[3], {}) if len(reference) > 3 else self._default_tags  # noqa: PLR2004 - above
        return {**defaults, **(inputs.get("tags") or {})}


def _decoded(value: Any) -> Any:
    """Return a provider's own input, which is sent as JSON text."""
    return json.loads(value) if isinstance(value, str) else value
