"""Rules about what there is only if it is asked for: databases, services, groups, runbooks."""

from .roles import MAY, allowed
from .rule import many, put, rule, take

# The parameter, the service of its endpoint, and what the actor may do by it.
SWITCHES = {
    "ManagesDatabases": (
        "rds",
        {
            "rds:DescribeDBInstances",
            "rds:RebootDBInstance",
            "rds:StartDBInstance",
            "rds:StopDBInstance",
        },
    ),
    "ManagesServices": (
        "ecs",
        {"ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices", "ecs:UpdateService"},
    ),
    "SeesStandby": ("autoscaling", {"autoscaling:DescribeAutoScalingInstances"}),
    "RunsRunbooks": (
        "ssm",
        {"iam:PassRole", "ssm:GetAutomationExecution", "ssm:StartAutomationExecution"},
    ),
}


def switched(town, to: str) -> list:
    return [
        (name, *it) for name, it in SWITCHES.items() if town.parameters.get(name, "no") == to
    ]


def endpoints(town) -> dict:
    """The name of each endpoint by the service it leads to."""
    return {
        it["ServiceName"].rsplit(".", 1)[1]: where for where, it in town.of_type("EC2::VPCEndpoint")
    }


@rule(
    take("network/Resources/RdsEndpoint/Condition"),
    "network.yaml: RdsEndpoint: found an endpoint of rds, and ManagesDatabases is no",
)
def what_is_switched_off_has_no_endpoint(town):
    there = endpoints(town)
    for switch, service, _ in switched(town, "no"):
        if service in there:
            yield f"{there[service]}: found an endpoint of {service}, and {switch} is no"


@rule(
    take("network/Resources/SsmEndpoint"),
    "network.yaml: found no endpoint of ssm, and RunsRunbooks is yes",
    RunsRunbooks="yes",
)
def what_is_switched_on_has_an_endpoint(town):
    there = endpoints(town)
    for switch, service, _ in switched(town, "yes"):
        # A network that is another installation's has what that one switched on.
        if service not in there and "ExecuteApiEndpointId" not in town.parameters:
            yield f"network.yaml: found no endpoint of {service}, and {switch} is yes"


@rule(
    put(
        f"{MAY}/5",
        {"Sid": "Look", "Effect": "Allow", "Action": "rds:DescribeDBInstances", "Resource": "db"},
    ),
    "spoke.yaml: Actor: Look: found rds:DescribeDBInstances, and ManagesDatabases is no",
)
def what_is_switched_off_is_not_permitted(town):
    for switch, _, actions in switched(town, "no"):
        for where, statement in allowed(town):
            for action in sorted(actions & set(many(statement["Action"]))):
                yield f"{where}: found {action}, and {switch} is no"


@rule(
    take(f"{MAY}/10"),
    "spoke.yaml: Actor: found no autoscaling:DescribeAutoScalingInstances, and SeesStandby is yes",
    SeesStandby="yes",
)
def what_is_switched_on_is_permitted(town):
    permitted = {
        action
        for where, statement in allowed(town)
        if where.startswith("spoke.yaml: Actor:")
        for action in many(statement["Action"])
    }
    for switch, _, actions in switched(town, "yes"):
        for action in sorted(actions - permitted):
            yield f"spoke.yaml: Actor: found no {action}, and {switch} is yes"


@rule(
    put("functions/Resources/Executor/Properties/Environment/Variables/SEKISHO_KINDS", "instance"),
    "functions.yaml: Executor: found the kinds instance, required instance,database,service",
    ManagesDatabases="yes",
    ManagesServices="yes",
)
def the_executor_manages_what_is_switched_on_and_nothing_else(town):
    kinds = ["instance"]
    for switch, kind in (("ManagesDatabases", "database"), ("ManagesServices", "service")):
        if town.parameters.get(switch, "no") == "yes":
            kinds.append(kind)
    variables = town.properties("functions", "Executor")["Environment"]["Variables"]
    if variables["SEKISHO_KINDS"] != ",".join(kinds):
        yield (
            f"functions.yaml: Executor: found the kinds {variables['SEKISHO_KINDS']}, required"
            f" {','.join(kinds)}"
        )


@rule(
    take(
        "functions/Resources/ExecutorRole/Properties/Policies/0/PolicyDocument/Statement/2/Fn::If/1"
        "/Action/1"
    ),
    "functions.yaml: ExecutorRole: found notes of runbooks and services that cannot be written, and"
    " they are on",
    RunsRunbooks="yes",
)
def the_executor_writes_notes_if_it_has_anything_to_note(town):
    variables = town.properties("functions", "Executor")["Environment"]["Variables"]
    writes = any(
        where.startswith("functions.yaml: ExecutorRole:")
        and "dynamodb:PutItem" in many(statement["Action"])
        for where, statement in allowed(town)
    )
    has_services = "service" in variables["SEKISHO_KINDS"].split(",")
    notes = variables["SEKISHO_RUNBOOKS"] == "on" or has_services
    if notes and not writes:
        yield (
            "functions.yaml: ExecutorRole: found notes of runbooks and services that cannot be"
            " written, and they are on"
        )
    if not notes and writes:
        yield "functions.yaml: ExecutorRole: found notes of runbooks and services, and both are off"


@rule(
    put(f"{MAY}/11/Fn::If/1/Resource", "arn:aws:ssm:ap-northeast-1:111122223333:document/*"),
    "spoke.yaml: Actor: StartRunbooks: found arn:aws:ssm:ap-northeast-1:111122223333:document/*,"
    " required documents by their names",
    RunsRunbooks="yes",
)
def a_runbook_is_started_by_its_name(town):
    for where, statement in allowed(town):
        if "ssm:StartAutomationExecution" in many(statement["Action"]):
            for it in many(statement["Resource"]):
                if "*" in it and not it.endswith(":111122223333:automation-execution/*"):
                    yield f"{where}: found {it}, required documents by their names"


@rule(
    take(f"{MAY}/13/Fn::If/1/Condition"),
    "spoke.yaml: Actor: LetRunbooksBeTheirRole: found roles passed to any service, required to SSM"
    " alone, and by name",
    RunsRunbooks="yes",
)
def a_role_is_passed_to_ssm_alone(town):
    required = {"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}}
    for where, statement in allowed(town):
        if "iam:PassRole" in many(statement["Action"]):
            by_name = all("*" not in it for it in many(statement["Resource"]))
            if statement.get("Condition") != required or not by_name:
                yield (
                    f"{where}: found roles passed to any service, required to SSM alone, and by"
                    " name"
                )
