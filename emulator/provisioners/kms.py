"""KMS keys and their aliases."""

from emulator.provisioners.property_map import PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions

KEY: PropertyMap = {
    "description": "Description",
    "policy": "Policy",
    "keyUsage": "KeyUsage",
    "customerMasterKeySpec": "KeySpec",
    "multiRegion": "MultiRegion",
    "enableKeyRotation": "Rotate",
    "deletionWindowInDays": "DeletionWindow",
    "tags": "Tags",
}


@provisions("aws:kms/key:Key", KEY)
def make_key(cloud: Cloud, wanted: Wanted) -> Made:
    wanted.take("DeletionWindow")  # a key ends with the emulator
    rotate = wanted.take("Rotate").get("Rotate")
    tags = [{"TagKey": key, "TagValue": value} for key, value in wanted.take("Tags").get("Tags", {}).items()]
    key = cloud.clients.kms.create_key(**wanted.parameters, Tags=tags)["KeyMetadata"]  # type: ignore[arg-type]  # a list of dicts is what it takes
    if rotate:
        cloud.clients.kms.enable_key_rotation(KeyId=key["KeyId"])
    return Made(id=key["KeyId"], outputs={"keyId": key["KeyId"], "arn": key["Arn"]})


@provisions("aws:kms/alias:Alias", {"name": "AliasName", "targetKeyId": "TargetKeyId"}, name_input="name")
def make_alias(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.kms.create_alias(AliasName=wanted.name, TargetKeyId=wanted.parameters["TargetKeyId"])
    return Made(id=wanted.name, outputs={"arn": cloud.arn("kms", wanted.name)})
