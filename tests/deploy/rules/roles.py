"""Rules about what each role may do, and who may be it."""

from .rule import many, put, rule, statements, take

ACTOR = "spoke/Resources/Actor/Properties"
TRUST = f"{ACTOR}/AssumeRolePolicyDocument/Statement"
MAY = f"{ACTOR}/Policies/0/PolicyDocument/Statement"

# What AWS takes on no narrower resource than everything, and a Deny.
EVERYWHERE = {
    "autoscaling:DescribeAutoScalingInstances",
    "cognito-idp:InitiateAuth",
    "cognito-idp:RespondToAuthChallenge",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "ecs:ListClusters",
    "ecs:ListServices",
}


def allowed(town):
    for where, statement in statements(town):
        if statement["Effect"] == "Allow":
            yield where, statement


@rule(
    put(f"{MAY}/1/Action/2", "ec2:*"),
    "spoke.yaml: Actor: ChangeWhatIsManaged: found ec2:*, required actions by their names",
)
def no_role_may_do_what_is_not_named(town):
    for where, statement in allowed(town):
        for action in many(statement["Action"]):
            if "*" in action:
                yield f"{where}: found {action}, required actions by their names"


@rule(
    put(f"{MAY}/1/Action/2", "ec2:TerminateInstances"),
    "spoke.yaml: Actor: ChangeWhatIsManaged: found ec2:TerminateInstances, which no program of"
    " Sekisho calls",
)
def no_role_may_do_what_no_program_does(town):
    called = EVERYWHERE | {
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "ec2:RebootInstances",
        "ec2:StartInstances",
        "ec2:StopInstances",
        "ecs:DescribeServices",
        "ecs:UpdateService",
        "events:PutEvents",
        "iam:PassRole",
        "kms:CreateGrant",
        "kms:Decrypt",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "rds:DescribeDBInstances",
        "rds:RebootDBInstance",
        "rds:StartDBInstance",
        "rds:StopDBInstance",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "ssm:GetAutomationExecution",
        "ssm:StartAutomationExecution",
        "sts:AssumeRole",
        "sts:SetSourceIdentity",
    }
    for where, statement in allowed(town):
        for action in many(statement["Action"]):
            if "*" not in action and action not in called:
                yield f"{where}: found {action}, which no program of Sekisho calls"


@rule(
    put(
        "functions/Resources/ExecutorRole/Properties/Policies/0/PolicyDocument/Statement/1/Resource",
        "*",
    ),
    "functions.yaml: ExecutorRole: ActInASession: found sts:AssumeRole on everything, required on"
    " what is named",
)
def no_role_may_do_it_everywhere(town):
    for where, statement in allowed(town):
        if "*" in many(statement["Resource"]):
            for action in sorted(set(many(statement["Action"])) - EVERYWHERE)[:1]:
                yield f"{where}: found {action} on everything, required on what is named"


@rule(
    take(f"{MAY}/1/Condition"),
    "spoke.yaml: Actor: ChangeWhatIsManaged: found ec2:RebootInstances on any instance, required"
    " those with the tag Sekisho",
)
def only_instances_with_the_tag_are_touched(town):
    changes = {"ec2:RebootInstances", "ec2:StartInstances", "ec2:StopInstances"}
    return untagged(town, changes, ":ec2:", "instance")


@rule(
    take(f"{MAY}/6/Fn::If/1/Condition"),
    "spoke.yaml: Actor: ChangeManagedDatabases: found rds:RebootDBInstance on any database,"
    " required those with the tag Sekisho",
    ManagesDatabases="yes",
)
def only_databases_with_the_tag_are_touched(town):
    changes = {"rds:RebootDBInstance", "rds:StartDBInstance", "rds:StopDBInstance"}
    return untagged(town, changes, ":rds:", "database")


@rule(
    take(f"{MAY}/9/Fn::If/1/Condition"),
    "spoke.yaml: Actor: ChangeManagedServices: found ecs:UpdateService on any service, required"
    " those with the tag Sekisho",
    ManagesServices="yes",
)
def only_services_with_the_tag_are_touched(town):
    return untagged(town, {"ecs:UpdateService"}, ":ecs:", "service")


def untagged(town, changes: set, of_service: str, kind: str):
    for where, statement in allowed(town):
        done = sorted(changes & set(many(statement["Action"])))
        on_kind = any(of_service in it or it == "*" for it in many(statement["Resource"]))
        tag = statement.get("Condition", {}).get("StringEquals", {}).get("aws:ResourceTag/Sekisho")
        if done and on_kind and not tag:
            yield f"{where}: found {done[0]} on any {kind}, required those with the tag Sekisho"


@rule(
    take(f"{MAY}/2"),
    "spoke.yaml: Actor: found no ec2:StartInstances on license configurations, which a start may"
    " ask for",
)
def a_start_may_use_a_licence(town):
    for statement in town.properties("spoke", "Actor")["Policies"][0]["PolicyDocument"][
        "Statement"
    ]:
        if (
            statement["Action"] == "ec2:StartInstances"
            and ":license-configuration:" in statement["Resource"]
        ):
            return
    yield (
        "spoke.yaml: Actor: found no ec2:StartInstances on license configurations, which a start"
        " may ask for"
    )


@rule(
    take(f"{MAY}/3/Fn::If/1/Condition/Bool"),
    "spoke.yaml: Actor: OpenTheDisks: found grants for {'StringEquals': {'kms:ViaService': "
    "'ec2.ap-northeast-1.amazonaws.com'}}, required for resources of AWS and through EC2 alone",
)
def keys_of_disks_are_granted_to_ec2_alone(town):
    required = {
        "Bool": {"kms:GrantIsForAWSResource": "true"},
        "StringEquals": {"kms:ViaService": "ec2.ap-northeast-1.amazonaws.com"},
    }
    for where, statement in allowed(town):
        if statement["Action"] == "kms:CreateGrant" and statement.get("Condition") != required:
            yield (
                f"{where}: found grants for {statement.get('Condition')}, required for resources of"
                " AWS and through EC2 alone"
            )


@rule(
    take(f"{MAY}/4/Action/5"),
    "spoke.yaml: Actor: found no denial of ['rds:RemoveTagsFromResource'], required one: tags are"
    " what decides",
)
def whoever_acts_by_tags_does_not_write_them(town):
    open_ = {
        "ec2:CreateTags",
        "ec2:DeleteTags",
        "ecs:TagResource",
        "ecs:UntagResource",
        "rds:AddTagsToResource",
        "rds:RemoveTagsFromResource",
    }
    for statement in town.properties("spoke", "Actor")["Policies"][0]["PolicyDocument"][
        "Statement"
    ]:
        unconditional = "Condition" not in statement and statement["Resource"] == "*"
        if statement["Effect"] == "Deny" and unconditional:
            open_ -= set(many(statement["Action"]))
    if open_:
        yield (
            f"spoke.yaml: Actor: found no denial of {sorted(open_)}, required one: tags are what"
            " decides"
        )


@rule(
    put(
        f"{TRUST}/0/Principal/AWS", {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
    ),
    "spoke.yaml: Actor: ExecutorEnters: found arn:aws:iam::111122223333:root, required a role by"
    " its whole ARN",
)
def the_actor_trusts_roles_by_name(town):
    for statement in trust(town):
        for principal in many(statement["Principal"]["AWS"]):
            if ":role/" not in principal or "*" in principal:
                yield (
                    f"spoke.yaml: Actor: {statement['Sid']}: found {principal}, required a role by"
                    " its whole ARN"
                )


@rule(
    take(f"{TRUST}/0/Condition/StringEquals"),
    "spoke.yaml: Actor: ExecutorEnters: found no sts:ExternalId, required one: another town's"
    " executor is stopped by it",
)
def an_account_is_entered_by_who_knows_its_external_id(town):
    for statement in trust(town):
        asked = statement["Condition"].get("StringEquals", {})
        if statement["Action"] == "sts:AssumeRole" and "sts:ExternalId" not in asked:
            yield (
                f"spoke.yaml: Actor: {statement['Sid']}: found no sts:ExternalId, required one:"
                " another town's executor is stopped by it"
            )


@rule(
    take(f"{TRUST}/0/Condition/Null"),
    "spoke.yaml: Actor: ExecutorEnters: found sessions of nobody, required a source identity in"
    " each",
)
def every_session_is_somebodys(town):
    for statement in trust(town):
        condition = statement["Condition"]
        exact = "sts:SourceIdentity" in condition.get("StringEquals", {})
        if not exact and condition.get("Null") != {"sts:SourceIdentity": "false"}:
            yield (
                f"spoke.yaml: Actor: {statement['Sid']}: found sessions of nobody, required a"
                " source identity in each"
            )


@rule(
    take(f"{TRUST}/0/Condition/StringNotEquals"),
    "spoke.yaml: Actor: ExecutorEnters: found"
    " arn:aws:iam::111122223333:role/sekisho-hoshimi-executor that can pass for the guard, required"
    " that only the guard's role is sekisho=3aguard",
)
def nobody_passes_for_the_guard(town):
    guard = {"sts:SourceIdentity": "sekisho=3aguard"}
    for statement in trust(town):
        principal, condition = statement["Principal"]["AWS"], statement["Condition"]
        is_guard = principal.endswith("-guard")
        held = (
            condition.get("StringEquals", {}).items() >= guard.items()
            if is_guard
            else condition.get("StringNotEquals") == guard
        )
        if not held and ":role/" in principal:
            yield (
                f"spoke.yaml: Actor: {statement['Sid']}: found {principal} that can pass for the"
                " guard, required that only the guard's role is sekisho=3aguard"
            )


@rule(
    take("functions/Resources/ReaderPolicy/Properties/PolicyDocument/Statement/0/Condition/Null"),
    "functions.yaml: ReaderPolicy: ReadThePolicy: found keys that need not be there, required"
    " LeadingKeys and that there are some",
)
def a_function_reads_its_own_towns_keys(town):
    for where, statement in allowed(town):
        if any(action.startswith("dynamodb:") for action in many(statement["Action"])):
            condition = statement.get("Condition", {})
            keys = condition.get("ForAllValues:StringEquals", {}).get("dynamodb:LeadingKeys", [])
            if not keys or condition.get("Null") != {"dynamodb:LeadingKeys": "false"}:
                yield (
                    f"{where}: found keys that need not be there, required LeadingKeys and that"
                    " there are some"
                )


@rule(
    put(
        "functions/Resources/ReaderPolicy/Properties/PolicyDocument/Statement/0/Action",
        ["dynamodb:GetItem", "dynamodb:PutItem"],
    ),
    "functions.yaml: ReaderPolicy: ReadThePolicy: found dynamodb:PutItem on ['POLICY#hoshimi'],"
    " required on the notes of the guard alone",
)
def nobody_who_reads_a_policy_writes_one(town):
    for where, statement in allowed(town):
        if "dynamodb:PutItem" in many(statement["Action"]):
            keys = statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
            if not all(key.startswith("GUARD#") for key in keys):
                yield (
                    f"{where}: found dynamodb:PutItem on {keys}, required on the notes of the guard"
                    " alone"
                )


@rule(
    put(
        "functions/Resources/ExecutorRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal",
        {"AWS": "*"},
    ),
    "functions.yaml: ExecutorRole: found {'AWS': '*'} trusted, required a service or a role by"
    " name",
)
def nobody_is_a_role_but_who_is_named(town):
    for where, role in town.of_type("IAM::Role"):
        for statement in role["AssumeRolePolicyDocument"]["Statement"]:
            if "*" in str(statement["Principal"]):
                yield (
                    f"{where}: found {statement['Principal']} trusted, required a service or a role"
                    " by name"
                )


def trust(town) -> list:
    return town.properties("spoke", "Actor")["AssumeRolePolicyDocument"]["Statement"]
