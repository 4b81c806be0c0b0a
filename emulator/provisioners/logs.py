"""CloudWatch log groups."""

from emulator.provisioners.registry import Cloud, Made, Wanted, provisions
from emulator.provisioners.shape import PropertyMap

LOG_GROUP: PropertyMap = {
    "name": "logGroupName",
    "retentionInDays": "retentionInDays",
    "kmsKeyId": "kmsKeyId",
    "logGroupClass": "logGroupClass",
    "tags": "tags",
}


@provisions("aws:cloudwatch/logGroup:LogGroup", LOG_GROUP, name_input="name")
def make_log_group(cloud: Cloud, wanted: Wanted) -> Made:
    retention = wanted.take("retentionInDays")
    cloud.clients.logs.create_log_group(**wanted.parameters | {"logGroupName": wanted.name})
    if retention:
        cloud.clients.logs.put_retention_policy(logGroupName=wanted.name, **retention)
    return Made(id=wanted.name, outputs={"arn": cloud.arn("logs", f"log-group:{wanted.name}")})
