"""Deploys a town into moto and reads it back with boto3. Prints one JSON object of what is there.

`plain` is a town as its parameter set has it, `everything` one with every switch on.
"""

import ast
import json

import boto3
from moto import mock_aws
from moto_town import MotoTown
from templates import read_all
from towns import EVERYTHING


def main() -> None:
    towns = {"plain": deployed({}), "everything": deployed(EVERYTHING)}
    print(json.dumps(towns, default=str, ensure_ascii=False))


def deployed(others: dict) -> dict:
    with mock_aws():
        session = boto3.Session(
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            region_name="ap-northeast-1",
        )
        town = MotoTown(session, read_all())
        town.deploy(**others)
        return read(session, town)


def read(session, town: MotoTown) -> dict:
    api, iam = session.client("apigateway"), session.client("iam")
    dynamodb, lambdas = session.client("dynamodb"), session.client("lambda")
    rest = town.stacks["api"].ids["Api"]
    found = api.get_rest_api(restApiId=rest)
    stage = api.get_stage(restApiId=rest, stageName="prod")
    backups = dynamodb.describe_continuous_backups(TableName="sekisho")
    clients = town.stacks["identity"].ids
    identity = session.client("cognito-idp")
    client = identity.describe_user_pool_client(
        UserPoolId=clients["Pool"], ClientId=clients["Client"]
    )
    return {
        "policy": json.loads(found["policy"]),
        "endpoints": found["endpointConfiguration"]["types"],
        "authorizers": [
            {
                name: it.get(name)
                for name in ("type", "identitySource", "authorizerResultTtlInSeconds")
            }
            for it in api.get_authorizers(restApiId=rest)["items"]
        ],
        "methods": methods(api, rest),
        "stage": {
            name: stage.get(name)
            for name in ("methodSettings", "accessLogSettings", "tracingEnabled")
        },
        "answers": sorted(
            it["responseType"] for it in api.get_gateway_responses(restApiId=rest)["items"]
        ),
        "table": dynamodb.describe_table(TableName="sekisho")["Table"],
        "expiry": dynamodb.describe_time_to_live(TableName="sekisho")["TimeToLiveDescription"],
        "recovery": backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"],
        "client": client["UserPoolClient"],
        "groups": sorted(
            it["GroupName"] for it in identity.list_groups(UserPoolId=clients["Pool"])["Groups"]
        ),
        "functions": {
            it["FunctionName"]: {
                name: it.get(name)
                for name in ("Runtime", "Architectures", "Timeout", "Environment")
            }
            for it in lambdas.list_functions()["Functions"]
        },
        "ways": ways(session.client("ec2")),
        "alarms": [
            {name: it.get(name) for name in ("AlarmName", "Namespace", "MetricName", "Dimensions")}
            for it in session.client("cloudwatch").describe_alarms(MaxRecords=100)["MetricAlarms"]
        ],
        "actor": role(iam, "SekishoActor"),
        "executor": role(iam, "sekisho-hoshimi-executor"),
        "guard": role(iam, "sekisho-hoshimi-guard"),
        "mappings": [
            {name: it.get(name) for name in ("BatchSize", "FunctionResponseTypes")}
            for it in lambdas.list_event_source_mappings()["EventSourceMappings"]
        ],
        "rules": sorted(it["Name"] for it in session.client("events").list_rules()["Rules"]),
    }


def ways(ec2) -> dict:
    """What each endpoint of the network lets through, by the service it leads to."""
    found = {}
    for it in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
        policy = document(it["PolicyDocument"]) if it.get("PolicyDocument") else None
        if isinstance(policy, dict):
            [statement] = policy["Statement"]
            policy = statement["Action"]
        found[it["ServiceName"].rsplit(".", 1)[1]] = policy
    return found


def methods(api, rest: str) -> dict:
    """Every method by its verb and path, with what API Gateway was told of it."""
    found = {}
    for resource in api.get_resources(restApiId=rest)["items"]:
        for verb in resource.get("resourceMethods", {}):
            method = api.get_method(restApiId=rest, resourceId=resource["id"], httpMethod=verb)
            integration = method["methodIntegration"]
            found[f"{verb} {resource['path']}"] = {
                "authorization": method["authorizationType"],
                "type": integration["type"],
                "passthrough": integration.get("passthroughBehavior"),
            }
    return found


def role(iam, name: str) -> dict:
    """What a role may do, by the ids of the statements, and whom it trusts."""
    documents = [
        document(iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"])
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
    ]
    trust = document(iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"])
    return {
        "may": {it["Sid"]: it for of_role in documents for it in of_role["Statement"]},
        "trusts": {it.get("Sid", ""): it for it in trust["Statement"]},
        "attached": [
            it["PolicyName"]
            for it in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        ],
    }


def document(found) -> dict:
    """A policy: moto's CloudFormation keeps those of a role as the text that Python makes of them."""
    return ast.literal_eval(found) if isinstance(found, str) else found


if __name__ == "__main__":
    main()
