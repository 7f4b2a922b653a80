"""What the templates come to for a town: every function of CloudFormation worked out.

What AWS makes up (ids, ARNs) is made up here in the same form, so that whoever reads an expanded
resource meets texts and no functions. What has no such form here is an error.
"""

import json
import re

from templates import FOLDER, read_all

ACCOUNT = "111122223333"
REGION = "ap-northeast-1"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
}
NOTHING = object()

# What `Ref` is of a resource of a type, as far as the templates ask for it.
REFERENCES = {
    "AWS::ApiGateway::RestApi": lambda properties: "a1b2c3d4e5",
    "AWS::Cognito::UserPool": lambda properties: f"{REGION}_Example01",
    "AWS::Cognito::UserPoolClient": lambda properties: "57cbishk4j24pabc1234567890",
    "AWS::DynamoDB::Table": lambda properties: properties["TableName"],
    "AWS::EC2::VPCEndpoint": lambda properties: "vpce-0a1b2c3d4e5f60718",
    "AWS::IAM::ManagedPolicy": lambda properties: iam("policy", properties["ManagedPolicyName"]),
    "AWS::Lambda::Function": lambda properties: properties["FunctionName"],
    "AWS::ApiGateway::Stage": lambda properties: properties["StageName"],
    "AWS::SQS::Queue": lambda properties: f"https://sqs/{properties['QueueName']}",
}
ATTRIBUTES = {
    ("AWS::ApiGateway::RestApi", "RootResourceId"): lambda properties: "root000000",
    ("AWS::DynamoDB::Table", "Arn"): lambda it: arn("dynamodb", f"table/{it['TableName']}"),
    ("AWS::EC2::SecurityGroup", "GroupId"): lambda properties: "sg-0a1b2c3d4e5f60718",
    ("AWS::Events::Rule", "Arn"): lambda properties: arn("events", f"rule/{properties['Name']}"),
    ("AWS::IAM::Role", "Arn"): lambda it: iam(
        f"role{it.get('Path', '/')}", it.get("RoleName", "made-up")
    ),
    ("AWS::Lambda::Function", "Arn"): lambda it: arn("lambda", f"function:{it['FunctionName']}"),
    ("AWS::Logs::LogGroup", "Arn"): lambda it: arn("logs", f"log-group:{it['LogGroupName']}:*"),
    ("AWS::SQS::Queue", "Arn"): lambda properties: arn("sqs", properties["QueueName"]),
    ("AWS::SQS::Queue", "QueueName"): lambda properties: properties["QueueName"],
}


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def iam(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind.rstrip('/')}/{name}"


class Stack:
    """One template with its parameters: `resources` by their names, worked out, and `outputs`."""

    def __init__(self, name: str, templates: dict, parameters: dict) -> None:
        self.name = name
        self.templates = templates
        self.template = templates[name]
        self.parameters = self.given(parameters)
        self.hold_rules()
        self.stacks = {}
        self.resources = {}
        for logical, resource in self.template["Resources"].items():
            if "Condition" not in resource or self.holds(resource["Condition"]):
                self.expand(logical)
        self.outputs = {
            output: self.value(it["Value"])
            for output, it in self.template.get("Outputs", {}).items()
            if "Condition" not in it or self.holds(it["Condition"])
        }

    def given(self, parameters: dict) -> dict:
        """The parameters as CloudFormation would take them: known, present, and of their form."""
        declared = self.template.get("Parameters", {})
        unknown = sorted(set(parameters) - set(declared))
        assert not unknown, f"{self.name}.yaml has no parameters {unknown}"
        values = {}
        for name, it in declared.items():
            assert name in parameters or "Default" in it, f"{self.name}.yaml: {name} is required"
            text = str(parameters.get(name, it.get("Default")))
            where = f"{self.name}.yaml: {name}: {text!r}"
            allowed = [str(value) for value in it.get("AllowedValues", [text])]
            assert text in allowed, f"{where}, required one of {allowed}"
            assert re.fullmatch(it.get("AllowedPattern", ".*"), text), where
            if it["Type"] == "Number":
                assert it.get("MinValue", 0) <= int(text) <= it.get("MaxValue", 10**9), where
            is_list = it["Type"] == "CommaDelimitedList" or it["Type"].startswith("List<")
            values[name] = text.split(",") if is_list else text
        return values

    def hold_rules(self) -> None:
        """What a template says of parameters that belong together."""
        for rule in self.template.get("Rules", {}).values():
            if "RuleCondition" not in rule or self.holds(rule["RuleCondition"]):
                for it in rule["Assertions"]:
                    assert self.holds(it["Assert"]), f"{self.name}.yaml: {it['AssertDescription']}"

    def expand(self, logical: str) -> dict:
        if logical not in self.resources and logical not in self.stacks:
            resource = self.template["Resources"][logical]
            properties = self.value(resource.get("Properties", {}))
            if resource["Type"] == "AWS::CloudFormation::Stack":
                nested = properties["TemplateURL"].removeprefix("./").removesuffix(".yaml")
                self.stacks[logical] = Stack(nested, self.templates, properties["Parameters"])
            else:
                self.resources[logical] = {**resource, "Properties": properties}
        return self.resources.get(logical) or self.stacks[logical]

    def holds(self, condition) -> bool:
        if isinstance(condition, str):
            return self.holds(self.template["Conditions"][condition])
        [(function, arguments)] = condition.items()
        if function == "Fn::Equals":
            first, second = (self.value(argument) for argument in arguments)
            return first == second
        if function == "Fn::Not":
            return not self.holds(arguments[0])
        if function == "Fn::Or":
            return any(self.holds(argument) for argument in arguments)
        if function == "Condition":
            return self.holds(arguments)
        raise ValueError(f"{self.name}.yaml: a condition with {function}")

    def value(self, value):
        if isinstance(value, list):
            return [it for it in map(self.value, value) if it is not NOTHING]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function == "Ref":
                return self.reference(argument)
            if function.startswith("Fn::"):
                return self.functions()[function](argument)
        members = {name: self.value(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member is not NOTHING}

    def functions(self) -> dict:
        """The functions of CloudFormation that the templates use."""
        return {
            "Fn::GetAtt": self.getatt,
            "Fn::If": self.choose,
            "Fn::Join": self.join,
            "Fn::Sub": self.sub,
        }

    def reference(self, name: str):
        if name == "AWS::NoValue":
            return NOTHING
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.parameters:
            return self.parameters[name]
        resource = self.expand(name)
        made = REFERENCES.get(resource["Type"], lambda properties: f"made-up-{name}")
        return made(resource["Properties"])

    def getatt(self, argument: list) -> str:
        name, attribute = argument[0], ".".join(argument[1:])
        resource = self.expand(name)
        if isinstance(resource, Stack):
            return resource.outputs[attribute.removeprefix("Outputs.")]
        return ATTRIBUTES[resource["Type"], attribute](resource["Properties"])

    def sub(self, argument) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def of(match: re.Match) -> str:
            name = match[1]
            return str(self.value(own[name]) if name in own else self.reference(name))

        return re.sub(r"\$\{([^}!]+)\}", of, text)

    def join(self, argument: list) -> str:
        return argument[0].join(map(str, self.value(argument[1])))

    def choose(self, argument: list):
        condition, then, otherwise = argument
        return self.value(then if self.holds(condition) else otherwise)


class Town:
    """Every resource of an installation and of an account with instances: `(file, name)` to resource."""

    def __init__(self, templates: dict, parameters: dict, spoke: dict) -> None:
        self.templates = templates
        self.resources = {}
        self.parameters = parameters
        root = Stack("template", templates, parameters)
        for stack in [*root.stacks.values(), Stack("spoke", templates, spoke)]:
            for name, resource in stack.resources.items():
                self.resources[stack.name, name] = resource

    def of_type(self, kind: str) -> list:
        """`(file and name, properties)` of every resource of a type."""
        return [
            (f"{file}.yaml: {name}", it["Properties"])
            for (file, name), it in self.resources.items()
            if it["Type"] == f"AWS::{kind}"
        ]

    def one(self, kind: str) -> tuple:
        [one] = self.of_type(kind)
        return one

    def properties(self, file: str, name: str) -> dict:
        return self.resources[file, name]["Properties"]


SPOKE = {
    "ExecutorRoleArn": iam("role", "sekisho-hoshimi-executor"),
    "GuardRoleArn": iam("role", "sekisho-hoshimi-guard"),
    "ExternalId": "hoshimi",
    "ManagedTagValue": "hoshimi",
    "DiskKeyArns": arn("kms", "key/6f0a4d07-0000-4000-8000-00000000002a"),
    "HubEventBusArn": arn("events", "event-bus/default"),
}
RUNBOOKS = {
    "RunbookArns": arn("ssm", "document/hoshimi-drain"),
    "RunbookRoleArns": iam("role", "hoshimi-drain"),
}


def spoke_of(parameters: dict) -> dict:
    """The account with instances that fits an installation: what the one may use, the other has."""
    switches = ("ManagesDatabases", "ManagesServices", "SeesStandby")
    given = {name: parameters[name] for name in switches if name in parameters}
    return SPOKE | given | (RUNBOOKS if parameters.get("RunsRunbooks") == "yes" else {})


def parameter_set(name: str) -> dict:
    """A set as the AWS CLI reads it, as a mapping; no parameter is there twice."""
    pairs = json.loads((FOLDER / "parameters" / f"{name}.json").read_text())
    given = {it["ParameterKey"]: it["ParameterValue"] for it in pairs}
    assert len(given) == len(pairs), name
    return given


def town(name: str = "one-town", templates: dict | None = None, **others: str) -> Town:
    parameters = {**parameter_set(name), **others}
    return Town(templates or read_all(), parameters, spoke_of(parameters))
