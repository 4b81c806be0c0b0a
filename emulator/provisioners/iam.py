"""IAM roles and policies."""

from emulator.provisioners.property_map import PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions, tag_list

ROLE: PropertyMap = {
    "name": "RoleName",
    "assumeRolePolicy": "AssumeRolePolicyDocument",
    "description": "Description",
    "maxSessionDuration": "MaxSessionDuration",
    "path": "Path",
    "permissionsBoundary": "PermissionsBoundary",
    "tags": "Tags",
}
POLICY: PropertyMap = {
    "name": "PolicyName",
    "policy": "PolicyDocument",
    "description": "Description",
    "path": "Path",
    "tags": "Tags",
}
ROLE_POLICY: PropertyMap = {"name": "PolicyName", "policy": "PolicyDocument", "role": "RoleName"}


@provisions("aws:iam/role:Role", ROLE, name_input="name")
def make_role(cloud: Cloud, wanted: Wanted) -> Made:
    tags = tag_list(wanted.take("Tags").get("Tags", {}))
    role = cloud.clients.iam.create_role(**wanted.parameters | {"RoleName": wanted.name}, Tags=tags)["Role"]
    return Made(id=wanted.name, outputs={"arn": role["Arn"], "uniqueId": role["RoleId"]})


@provisions("aws:iam/rolePolicy:RolePolicy", ROLE_POLICY, name_input="name")
def make_role_policy(cloud: Cloud, wanted: Wanted) -> Made:
    parameters = wanted.parameters | {"PolicyName": wanted.name}
    cloud.clients.iam.put_role_policy(**parameters)
    return Made(id=f"{parameters['RoleName']}:{wanted.name}")


@provisions("aws:iam/policy:Policy", POLICY, name_input="name")
def make_policy(cloud: Cloud, wanted: Wanted) -> Made:
    tags = tag_list(wanted.take("Tags").get("Tags", {}))
    policy = cloud.clients.iam.create_policy(**wanted.parameters | {"PolicyName": wanted.name}, Tags=tags)["Policy"]
    return Made(id=policy["Arn"], outputs={"arn": policy["Arn"], "policyId": policy["PolicyId"]})


@provisions("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "RoleName", "policyArn": "PolicyArn"})
def attach_policy(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.iam.attach_role_policy(**wanted.parameters)
    return Made(id="{RoleName}/{PolicyArn}".format_map(wanted.parameters))
