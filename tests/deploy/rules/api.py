"""Rules about the private API: who reaches it at all, and what it says by itself."""

import re

from .rule import many, put, rule, take

API = "api/Resources/Api/Properties"
POLICY = f"{API}/Policy/Statement"


@rule(
    put(f"{API}/EndpointConfiguration/Types", ["REGIONAL"]),
    "api.yaml: Api: found endpoints ['REGIONAL'], required ['PRIVATE'] and the ids of its"
    " endpoints",
)
def the_api_is_private(town):
    where, api = town.one("ApiGateway::RestApi")
    endpoints = api["EndpointConfiguration"]
    if endpoints["Types"] != ["PRIVATE"] or not endpoints.get("VpcEndpointIds"):
        yield (
            f"{where}: found endpoints {endpoints['Types']}, required ['PRIVATE'] and the ids of"
            " its endpoints"
        )


@rule(
    lambda templates: templates["api"]["Resources"]["Api"]["Properties"]["Policy"][
        "Statement"
    ].reverse(),
    "api.yaml: Api: found Allow first, required a denial of all other endpoints: an Allow is no"
    " fence",
)
def other_endpoints_are_denied_first(town):
    where, api = town.one("ApiGateway::RestApi")
    first = api["Policy"]["Statement"][0]
    others = {"StringNotEquals": {"aws:SourceVpce": api["EndpointConfiguration"]["VpcEndpointIds"]}}
    if first["Effect"] != "Deny":
        yield (
            f"{where}: found {first['Effect']} first, required a denial of all other endpoints: an"
            " Allow is no fence"
        )
    elif (first.get("Condition"), first["Resource"]) != (others, "execute-api:/*"):
        yield (
            f"{where}: found the denial {first.get('Condition')}, required {others} on"
            " execute-api:/*"
        )


@rule(
    put(f"{POLICY}/2/Condition", {"IpAddress": {"aws:VpcSourceIp": "10.20.0.0/16"}}),
    "api.yaml: Api: found an Allow with a condition, required a Deny: where the authorizer allows"
    " and the resource policy is silent, the call passes",
)
def no_allow_is_taken_for_a_fence(town):
    where, api = town.one("ApiGateway::RestApi")
    for statement in api["Policy"]["Statement"]:
        if statement["Effect"] == "Allow" and "Condition" in statement:
            yield (
                f"{where}: found an Allow with a condition, required a Deny: where the authorizer"
                " allows and the resource policy is silent, the call passes"
            )


@rule(
    put(f"{POLICY}/1/Condition", {"NotIpAddress": {"aws:SourceIp": "10.20.0.0/16"}}),
    "api.yaml: Api: found aws:SourceIp, required aws:VpcSourceIp: of a call through an endpoint"
    " there is no other address",
)
def addresses_are_those_of_the_network(town):
    where, api = town.one("ApiGateway::RestApi")
    for statement in api["Policy"]["Statement"]:
        keys = [key for test in statement.get("Condition", {}).values() for key in test]
        if "aws:SourceIp" in keys:
            yield (
                f"{where}: found aws:SourceIp, required aws:VpcSourceIp: of a call through an"
                " endpoint there is no other address"
            )


@rule(
    put(f"{POLICY}/2/Resource/0", "execute-api:/*"),
    "api.yaml: Api: found methods allowed that are not there ['execute-api:/*'], and not allowed "
    "['execute-api:/prod/POST/']: required is each method there is",
)
def exactly_the_methods_there_are_can_be_called(town):
    where, api = town.one("ApiGateway::RestApi")
    stage = town.properties("routes", "Stage")["StageName"]
    there = {
        f"execute-api:/{stage}/{verb}{re.sub('{.*?}', '*', path)}" for verb, path in methods(town)
    }
    allowed = {
        resource
        for statement in api["Policy"]["Statement"]
        if statement["Effect"] == "Allow"
        for resource in many(statement["Resource"])
    }
    if allowed != there:
        yield (
            f"{where}: found methods allowed that are not there {sorted(allowed - there)}, and not "
            f"allowed {sorted(there - allowed)}: required is each method there is"
        )


@rule(
    put(
        "api/Resources/BadBody/Properties/ResponseTemplates",
        {"application/json": "$context.error.validationErrorString"},
    ),
    "api.yaml: BadBody: found $context.error.validationErrorString in an answer, required fixed"
    " text: a variable of the request can be a password",
)
def what_the_api_says_by_itself_is_fixed_text(town):
    for where, response in town.of_type("ApiGateway::GatewayResponse"):
        for template in response["ResponseTemplates"].values():
            for variable in re.findall(r"\$[\w.]+", template):
                if variable != "$context.authorizer.decisionId":
                    yield (
                        f"{where}: found {variable} in an answer, required fixed text: a variable"
                        " of the request can be a password"
                    )


@rule(
    put("api/Resources/AuthorizerFailure/Properties/StatusCode", "200"),
    "api.yaml: AuthorizerFailure: found status 200, required 4xx or 5xx",
)
def what_the_api_says_by_itself_is_no_success(town):
    for where, response in town.of_type("ApiGateway::GatewayResponse"):
        if response.get("StatusCode", "400")[0] not in "45":
            yield f"{where}: found status {response['StatusCode']}, required 4xx or 5xx"


@rule(
    take("api/Resources/AuthorizerConfigurationError"),
    "found no answer of the API's own for ['AUTHORIZER_CONFIGURATION_ERROR']",
)
def every_refusal_before_the_executor_has_an_answer(town):
    needed = {
        "ACCESS_DENIED",
        "AUTHORIZER_CONFIGURATION_ERROR",
        "AUTHORIZER_FAILURE",
        "BAD_REQUEST_BODY",
        "DEFAULT_4XX",
        "DEFAULT_5XX",
        "UNAUTHORIZED",
    }
    missing = needed - {it["ResponseType"] for _, it in town.of_type("ApiGateway::GatewayResponse")}
    if missing:
        yield f"found no answer of the API's own for {sorted(missing)}"


def methods(town) -> set:
    """Every `(verb, path)` of the API."""
    return {
        (method["HttpMethod"], path_of(town, where))
        for where, method in town.of_type("ApiGateway::Method")
    }


def path_of(town, where: str) -> str:
    """The path of a method, followed from its resource to the root."""
    file, name = where.split(".yaml: ")
    reference = town.templates[file]["Resources"][name]["Properties"]["ResourceId"]["Ref"]
    parts = []
    while reference != "RootResourceId":
        resource = town.templates[file]["Resources"][reference]["Properties"]
        parts.insert(0, resource["PathPart"])
        reference = resource["ParentId"]["Ref"]
    return "/" + "/".join(parts)
