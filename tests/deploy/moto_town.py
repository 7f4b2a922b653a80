"""A town in moto: every template deployed by moto's CloudFormation as far as that goes.

A resource of a type that moto's CloudFormation does not make is made by the API of its service, with
the properties that the template comes to: boto3 holds each call to AWS's own model of the service, so
that a property of another name or kind is an error. Types that neither makes are named in `LEFT_OUT`.
"""

import io
import json
import zipfile

from town import NOTHING, Stack, parameter_set, spoke_of

# Made by the API of the service before the stack, because what is in the stack refers to it.
BEFORE = {
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    # moto's CloudFormation makes one, and forgets its resource policy.
    "AWS::ApiGateway::RestApi",
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolGroup",
    # The same, without its recovery and its expiry.
    "AWS::DynamoDB::Table",
}
# Made after the stack, because it refers to what is in it.
AFTER = {
    "AWS::ApiGateway::GatewayResponse",
    # The same, without its answers and what is passed on.
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Stage",
    "AWS::CloudWatch::Alarm",
    "AWS::SQS::QueuePolicy",
}
# What moto does not make in either way: looked at in the expanded template alone.
LEFT_OUT = {"AWS::ApiGateway::Account", "AWS::Events::EventBusPolicy"}


class Live(Stack):
    """A template whose references are those of what was really made."""

    def __init__(self, name: str, templates: dict, parameters: dict) -> None:
        self.name = name
        self.templates = templates
        self.template = templates[name]
        self.parameters = self.given(parameters)
        self.ids = {}
        self.attributes = {}

    def reference(self, name: str):
        return self.ids[name] if name in self.ids else super().reference(name)

    def expand(self, logical: str) -> dict:
        raise KeyError(f"{self.name}.yaml: {logical} is not there yet")

    def getatt(self, argument: list) -> str:
        return self.attributes[argument[0], ".".join(argument[1:])]

    def there(self) -> dict:
        """The resources whose conditions hold."""
        return {
            name: it
            for name, it in self.template["Resources"].items()
            if "Condition" not in it or self.holds(it["Condition"])
        }

    def worked_out(self) -> dict:
        return {
            name: self.value(it["Value"])
            for name, it in self.template.get("Outputs", {}).items()
            if "Condition" not in it or self.holds(it["Condition"])
        }


class MotoTown:
    def __init__(self, session, templates: dict) -> None:
        self.session = session
        self.templates = templates
        self.stacks = {}
        self.ids = {}

    def client(self, service: str):
        return self.session.client(service)

    def deploy(self, **others: str) -> None:
        """The stacks of the root template in their order, then an account with instances."""
        parameters = {**parameter_set("one-town"), **self.surroundings(), **others}
        root = Live("template", self.templates, parameters)
        for name, it in root.there().items():
            properties = it["Properties"]
            file = properties["TemplateURL"].removeprefix("./").removesuffix(".yaml")
            given = {key: root.value(value) for key, value in properties["Parameters"].items()}
            for output, value in self.stack(file, given).items():
                root.attributes[name, f"Outputs.{output}"] = value
        self.outputs = root.worked_out()
        self.stack("spoke", spoke_of(parameters))

    def surroundings(self) -> dict:
        """The VPC and the bucket that are there before."""
        ec2, s3 = self.client("ec2"), self.client("s3")
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        subnets = [it["SubnetId"] for it in ec2.describe_subnets()["Subnets"]][:2]
        table = ec2.describe_route_tables()["RouteTables"][0]["RouteTableId"]
        given = parameter_set("one-town")
        place = {"LocationConstraint": self.session.region_name}
        s3.create_bucket(Bucket=given["CodeBucket"], CreateBucketConfiguration=place)
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("bootstrap", "")
        for name in ("AuthorizerCode", "ExecutorCode", "GuardCode"):
            s3.put_object(Bucket=given["CodeBucket"], Key=given[name], Body=package.getvalue())
        return {"VpcId": vpc, "SubnetIds": ",".join(subnets), "RouteTableIds": table}

    def stack(self, file: str, parameters: dict) -> dict:
        live = Live(file, self.templates, parameters)
        self.stacks[file] = live
        ours = BEFORE | AFTER
        for name, it in live.there().items():
            if it["Type"] in BEFORE:
                live.ids[name] = getattr(self, maker(it["Type"]))(live.value(it["Properties"]))
                live.attributes.update(self.attributes_of(name, it["Type"], live.ids[name]))
        resources = {
            name: known(it, live)
            # moto gives no id to a resource whose condition does not hold.
            for name, it in live.there().items()
            if it["Type"] not in ours and it["Type"] not in LEFT_OUT
        }
        for it in resources.values():
            # What is made by an API is waited for by the order of these lines.
            waits = it.pop("DependsOn", [])
            waits = [waits] if isinstance(waits, str) else waits
            it["DependsOn"] = [name for name in waits if name in resources]
        if resources:
            self.by_cloudformation(live, resources, parameters)
        live.ids.update({n: "not-made" for n, it in live.there().items() if it["Type"] in LEFT_OUT})
        for name, it in live.there().items():
            if it["Type"] in AFTER:
                live.ids[name] = getattr(self, maker(it["Type"]))(live.value(it["Properties"]))
        return live.worked_out()

    def by_cloudformation(self, live: Live, resources: dict, parameters: dict) -> None:
        """Deploys what moto's CloudFormation makes, and asks for every attribute that is used."""
        attributes = sorted(set(used(self.templates[live.name], resources)))
        outputs = {
            f"Attribute{number}": {"Value": {"Fn::GetAtt": list(it)}}
            for number, it in enumerate(attributes)
        }
        body = {
            name: live.template[name]
            for name in ("Parameters", "Conditions")
            if name in live.template
        }
        body |= {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Resources": resources,
            "Outputs": outputs,
        }
        cloudformation = self.client("cloudformation")
        stack = f"town-{live.name}"
        cloudformation.create_stack(
            StackName=stack,
            TemplateBody=json.dumps(body),
            Parameters=[
                {"ParameterKey": key, "ParameterValue": text(value)}
                for key, value in parameters.items()
            ],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        [made] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        assert made["StackStatus"] == "CREATE_COMPLETE", (live.name, made["StackStatus"])
        for it in cloudformation.describe_stack_resources(StackName=stack)["StackResources"]:
            # moto makes a method and gives it no id of its own.
            name = it["LogicalResourceId"]
            live.ids[name] = it.get("PhysicalResourceId", name)
        missing = sorted(set(resources) - set(live.ids))
        assert not missing, f"{live.name}.yaml: moto did not make {missing}"
        values = {it["OutputKey"]: it["OutputValue"] for it in made.get("Outputs", [])}
        for key, it in outputs.items():
            live.attributes[tuple(it["Value"]["Fn::GetAtt"])] = values[key]

    def attributes_of(self, name: str, kind: str, made: str) -> dict:
        """What the templates ask for of a resource that was made before its stack."""
        if kind == "AWS::ApiGateway::RestApi":
            found = self.client("apigateway").get_rest_api(restApiId=made)
            return {(name, "RootResourceId"): found["rootResourceId"]}
        if kind == "AWS::DynamoDB::Table":
            found = self.client("dynamodb").describe_table(TableName=made)
            return {(name, "Arn"): found["Table"]["TableArn"]}
        return {}

    def make_table(self, properties: dict) -> str:
        dynamodb = self.client("dynamodb")
        given = dict(properties)
        recovery = given.pop("PointInTimeRecoverySpecification")
        expiry = given.pop("TimeToLiveSpecification")
        encryption = given.pop("SSESpecification")
        given["SSESpecification"] = {
            {"SSEEnabled": "Enabled"}.get(key, key): it for key, it in encryption.items()
        }
        dynamodb.create_table(**given)
        name = {"TableName": given["TableName"]}
        dynamodb.update_time_to_live(**name, TimeToLiveSpecification=expiry)
        dynamodb.update_continuous_backups(**name, PointInTimeRecoverySpecification=recovery)
        return given["TableName"]

    def make_restapi(self, properties: dict) -> str:
        endpoints = lower(properties["EndpointConfiguration"])
        given = {**lower(properties), "endpointConfiguration": endpoints}
        given["policy"] = json.dumps(properties["Policy"])
        return self.client("apigateway").create_rest_api(**given)["id"]

    def make_authorizer(self, properties: dict) -> str:
        return self.client("apigateway").create_authorizer(**lower(properties))["id"]

    def make_model(self, properties: dict) -> str:
        given = {**lower(properties), "schema": json.dumps(properties["Schema"])}
        return self.client("apigateway").create_model(**given)["name"]

    def make_requestvalidator(self, properties: dict) -> str:
        return self.client("apigateway").create_request_validator(**lower(properties))["id"]

    def make_gatewayresponse(self, properties: dict) -> str:
        return self.client("apigateway").put_gateway_response(**lower(properties))["responseType"]

    def make_method(self, properties: dict) -> str:
        api = self.client("apigateway")
        given = lower(properties)
        integration = lower(given.pop("integration"))
        responses = given.pop("methodResponses", [])
        api.put_method(**given)
        method = {key: given[key] for key in ("restApiId", "resourceId", "httpMethod")}
        for it in responses:
            api.put_method_response(**method, **lower(it))
        answers = integration.pop("integrationResponses", [])
        api.put_integration(**method, **integration)
        for it in answers:
            api.put_integration_response(**method, **lower(it))
        return f"{given['resourceId']} {given['httpMethod']}"

    def make_stage(self, properties: dict) -> str:
        api = self.client("apigateway")
        # What CloudFormation writes with the stage, the API has patched into it.
        given = lower(properties)
        settings, log = given.pop("methodSettings"), given.pop("accessLogSetting")
        api.create_stage(**given)
        patch = [
            ("/accessLogSettings/destinationArn", log["DestinationArn"]),
            ("/accessLogSettings/format", log["Format"]),
        ]
        for it in settings:
            path = f"/{it['ResourcePath'].removeprefix('/')}/{it['HttpMethod']}"
            patch += [
                (f"{path}/logging/loglevel", it["LoggingLevel"]),
                (f"{path}/logging/dataTrace", it["DataTraceEnabled"]),
                (f"{path}/throttling/rateLimit", it["ThrottlingRateLimit"]),
            ]
        operations = [
            {"op": "replace", "path": path, "value": text(value)} for path, value in patch
        ]
        api.update_stage(
            restApiId=given["restApiId"], stageName=given["stageName"], patchOperations=operations
        )
        return given["stageName"]

    def make_userpool(self, properties: dict) -> str:
        given = {"PoolName": properties["UserPoolName"], **properties}
        del given["UserPoolName"]
        return self.client("cognito-idp").create_user_pool(**given)["UserPool"]["Id"]

    def make_userpoolclient(self, properties: dict) -> str:
        given = {
            key: int(value) if key.endswith("Validity") else value
            for key, value in properties.items()
        }
        return self.client("cognito-idp").create_user_pool_client(**given)["UserPoolClient"][
            "ClientId"
        ]

    def make_userpoolgroup(self, properties: dict) -> str:
        return self.client("cognito-idp").create_group(**properties)["Group"]["GroupName"]

    def make_alarm(self, properties: dict) -> str:
        given = {**properties, "Threshold": float(properties["Threshold"])}
        self.client("cloudwatch").put_metric_alarm(**given)
        return given["AlarmName"]

    def make_queuepolicy(self, properties: dict) -> str:
        for queue in properties["Queues"]:
            policy = {"Policy": json.dumps(properties["PolicyDocument"])}
            self.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes=policy)
        return "set"


def maker(kind: str) -> str:
    return f"make_{kind.rsplit('::', 1)[1].lower()}"


def lower(properties: dict) -> dict:
    """Properties as the API of API Gateway spells them."""
    return {name[0].lower() + name[1:]: it for name, it in properties.items()}


def text(value) -> str:
    if isinstance(value, list):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def known(value, live: Live):
    """A template in which what was made before is named by its id, and every choice is made: moto
    leaves a hole in a list where `AWS::NoValue` was chosen."""
    if isinstance(value, list):
        return [it for it in (known(it, live) for it in value) if it is not NOTHING]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::If"}:
        condition, then, otherwise = value["Fn::If"]
        return known(then if live.holds(condition) else otherwise, live)
    if value == {"Ref": "AWS::NoValue"}:
        return NOTHING
    if set(value) == {"Ref"} and value["Ref"] in live.ids:
        return live.ids[value["Ref"]]
    if isinstance(value.get("Fn::Sub"), str):
        pattern = value["Fn::Sub"]
        for name, made in live.ids.items():
            pattern = pattern.replace("${" + name + "}", made)
        return {"Fn::Sub": pattern}
    members = {name: known(it, live) for name, it in value.items()}
    return {name: it for name, it in members.items() if it is not NOTHING}


def used(value, resources: dict):
    """Every attribute of these resources that a template asks for."""
    if isinstance(value, list):
        for it in value:
            yield from used(it, resources)
    elif isinstance(value, dict):
        attribute = value.get("Fn::GetAtt")
        if isinstance(attribute, list) and attribute[0] in resources:
            yield tuple(attribute)
        for it in value.values():
            yield from used(it, resources)
