"""Rules about the endpoints and who reaches them."""

from .rule import put, rule, take

RESOURCES = "network/Resources"


@rule(
    take(f"{RESOURCES}/ExecuteApiEndpoint/Properties/PolicyDocument"),
    "network.yaml: ExecuteApiEndpoint: found an endpoint to every API of the region, required those"
    " of this account",
)
def the_network_reaches_no_api_of_others(town):
    for where, endpoint in town.of_type("EC2::VPCEndpoint"):
        if not endpoint["ServiceName"].endswith(".execute-api"):
            continue
        for statement in endpoint.get("PolicyDocument", {}).get("Statement", [{"Resource": "*"}]):
            if not statement["Resource"].startswith(
                "arn:aws:execute-api:ap-northeast-1:111122223333:"
            ):
                yield (
                    f"{where}: found an endpoint to every API of the region, required those of this"
                    " account"
                )


@rule(
    put(
        f"{RESOURCES}/DynamoDbEndpoint/Properties/PolicyDocument/Statement/0/Action/1", "dynamodb:*"
    ),
    "network.yaml: DynamoDbEndpoint: found ['dynamodb:*'], which no function calls",
)
def an_endpoint_lets_through_what_functions_call(town):
    called = {
        "dynamodb": {"dynamodb:GetItem", "dynamodb:PutItem"},
        "sts": {"sts:AssumeRole", "sts:SetSourceIdentity"},
        "ec2": {
            "ec2:DescribeInstances",
            "ec2:RebootInstances",
            "ec2:StartInstances",
            "ec2:StopInstances",
        },
        "rds": {
            "rds:DescribeDBInstances",
            "rds:RebootDBInstance",
            "rds:StartDBInstance",
            "rds:StopDBInstance",
        },
        "ecs": {
            "ecs:DescribeServices",
            "ecs:ListClusters",
            "ecs:ListServices",
            "ecs:UpdateService",
        },
        "autoscaling": {"autoscaling:DescribeAutoScalingInstances"},
        "ssm": {"ssm:GetAutomationExecution", "ssm:StartAutomationExecution"},
    }
    for where, endpoint in town.of_type("EC2::VPCEndpoint"):
        service = endpoint["ServiceName"].rsplit(".", 1)[1]
        if service in called:
            statements = endpoint.get("PolicyDocument", {}).get("Statement", [{"Action": ["*"]}])
            others = {action for it in statements for action in it["Action"]} - called[service]
            if others:
                yield f"{where}: found {sorted(others)}, which no function calls"


@rule(
    put(f"{RESOURCES}/CallerGroup/Properties/SecurityGroupIngress/0/CidrIp", "0.0.0.0/0"),
    "network.yaml: CallerGroup: found callers from 0.0.0.0/0 on 443 to 443, required a network,"
    " on 443",
)
def callers_come_from_their_network_on_443(town):
    for where, group in town.of_type("EC2::SecurityGroup"):
        for it in group.get("SecurityGroupIngress", []):
            source = it.get("CidrIp", it.get("SourceSecurityGroupId"))
            if source in (None, "0.0.0.0/0") or (it["FromPort"], it["ToPort"]) != (443, 443):
                yield (
                    f"{where}: found callers from {source} on {it['FromPort']} to {it['ToPort']},"
                    " required a network, on 443"
                )


@rule(
    put(f"{RESOURCES}/StsEndpoint/Properties/PrivateDnsEnabled", False),
    "network.yaml: StsEndpoint: found an endpoint without private names, required them: the"
    " programs know no others",
)
def the_names_of_aws_lead_to_the_endpoints(town):
    for where, endpoint in town.of_type("EC2::VPCEndpoint"):
        if endpoint["VpcEndpointType"] == "Interface" and not endpoint.get("PrivateDnsEnabled"):
            yield (
                f"{where}: found an endpoint without private names, required them: the programs"
                " know no others"
            )


@rule(
    put(f"{RESOURCES}/Way", {"Type": "AWS::EC2::NatGateway", "Properties": {}}),
    "network.yaml: Way: found AWS::EC2::NatGateway, required no way out",
)
def there_is_no_way_out(town):
    ways = ("NatGateway", "InternetGateway", "Route", "EIP", "EgressOnlyInternetGateway")
    for way in ways:
        for where, _ in town.of_type(f"EC2::{way}"):
            yield f"{where}: found AWS::EC2::{way}, required no way out"
