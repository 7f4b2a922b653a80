"""Rules about the authorizer, the routes, and the stage they are served on."""

import re

from digest import deployment_name

from .api import methods, path_of
from .rule import put, rule, take

AUTHORIZER = "routes/Resources/Authorizer/Properties"
STAGE = "routes/Resources/Stage/Properties"

# What a line of the access log may hold: nothing that a caller sends but its address and its method.
LOGGED = {
    "authorizer.code",
    "authorizer.decisionId",
    "authorizer.error",
    "authorizer.latency",
    "authorizer.principalId",
    "authorizer.status",
    "error.message",
    "error.responseType",
    "extendedRequestId",
    "httpMethod",
    "identity.sourceIp",
    "identity.vpceId",
    "integration.status",
    "requestId",
    "requestTimeEpoch",
    "resourcePath",
    "responseLatency",
    "status",
    "tlsVersion",
}


@rule(
    take(f"{AUTHORIZER}/AuthorizerResultTtlInSeconds"),
    "routes.yaml: Authorizer: found results kept for 300 seconds, required 0: a kept result answers"
    " other questions",
)
def the_authorizers_results_are_not_kept(town):
    where, authorizer = town.one("ApiGateway::Authorizer")
    # SOURCE: API Gateway developer guide: without the property results are kept for 300 seconds.
    kept = authorizer.get("AuthorizerResultTtlInSeconds", 300)
    if kept != 0:
        yield (
            f"{where}: found results kept for {kept} seconds, required 0: a kept result answers"
            " other questions"
        )


@rule(
    put(f"{AUTHORIZER}/Type", "TOKEN"),
    "routes.yaml: Authorizer: found type TOKEN, required REQUEST: no other is told the caller's"
    " address",
)
def the_authorizer_is_told_the_address(town):
    where, authorizer = town.one("ApiGateway::Authorizer")
    if authorizer["Type"] != "REQUEST":
        yield (
            f"{where}: found type {authorizer['Type']}, required REQUEST: no other is told the"
            " caller's address"
        )


@rule(
    put(f"{AUTHORIZER}/IdentitySource", "method.request.querystring.token"),
    "routes.yaml: Authorizer: found the token in method.request.querystring.token, required "
    "method.request.header.Authorization: addresses are written into logs",
)
def the_token_is_in_its_header(town):
    where, authorizer = town.one("ApiGateway::Authorizer")
    source = authorizer.get("IdentitySource")
    if source != "method.request.header.Authorization":
        yield (
            f"{where}: found the token in {source}, required method.request.header.Authorization: "
            "addresses are written into logs"
        )


@rule(
    put("routes/Resources/ListMethod/Properties/AuthorizationType", "NONE"),
    "routes.yaml: ListMethod: found authorization NONE, required CUSTOM",
)
def every_route_to_the_executor_is_behind_the_authorizer(town):
    for where, method in town.of_type("ApiGateway::Method"):
        called = (method["HttpMethod"], path_of(town, where))
        if method["Integration"]["Type"] == "AWS_PROXY" and called not in CONSOLE:
            if (
                method["AuthorizationType"] != "CUSTOM"
                or method.get("AuthorizerId") != "made-up-Authorizer"
            ):
                yield f"{where}: found authorization {method['AuthorizationType']}, required CUSTOM"


# A browser that opens a page sends no token; the executor gives these files and nothing else without one.
CONSOLE = {("GET", "/console"), ("GET", "/console/{file}")}


@rule(
    put("routes/Resources/ConsoleFileResource/Properties/PathPart", "{file+}"),
    "routes.yaml: ConsoleFileMethod: found authorization NONE, required CUSTOM",
)
def nothing_below_the_files_of_the_console_is_open(town):
    yield from every_route_to_the_executor_is_behind_the_authorizer(town)


@rule(
    put("routes/Resources/ActionsMethod/Properties/HttpMethod", "ANY"),
    "found the method ANY /actions, required GET or POST: what is not named is not there",
)
def no_method_is_more_than_one(town):
    for verb, path in sorted(methods(town)):
        if verb not in ("GET", "POST") or "+}" in path:
            yield (
                f"found the method {verb} {path}, required GET or POST: what is not named is not"
                " there"
            )


@rule(
    put(
        "routes/Resources/AuthorizerPermission/Properties/SourceArn",
        {
            "Fn::Sub": (
                "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*"
            )
        },
    ),
    "routes.yaml: AuthorizerPermission: found"
    " arn:aws:execute-api:ap-northeast-1:111122223333:a1b2c3d4e5/*, required the one authorizer,"
    " arn:aws:execute-api:ap-northeast-1:111122223333:a1b2c3d4e5/authorizers/made-up-Authorizer",
)
def the_authorizer_is_called_as_this_authorizer_alone(town):
    permission = town.properties("routes", "AuthorizerPermission")
    required = f"{api_arn(town)}/authorizers/made-up-Authorizer"
    if permission["SourceArn"] != required:
        yield (
            f"routes.yaml: AuthorizerPermission: found {permission['SourceArn']}, required the one"
            f" authorizer, {required}"
        )


@rule(
    put(
        "routes/Resources/ExecutorPermission/Properties/SourceArn",
        {
            "Fn::Sub": (
                "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*"
            )
        },
    ),
    "routes.yaml: ExecutorPermission: found"
    " arn:aws:execute-api:ap-northeast-1:111122223333:a1b2c3d4e5/*, required"
    " arn:aws:execute-api:ap-northeast-1:111122223333:a1b2c3d4e5/prod/*: a test of a method in the"
    " console comes past the authorizer",
)
def the_executor_is_called_from_this_stage_alone(town):
    permission = town.properties("routes", "ExecutorPermission")
    required = f"{api_arn(town)}/{town.properties('routes', 'Stage')['StageName']}/*"
    if permission["SourceArn"] != required:
        yield (
            f"routes.yaml: ExecutorPermission: found {permission['SourceArn']}, required"
            f" {required}: a test of a method in the console comes past the authorizer"
        )


@rule(
    take("routes/Resources/ExecutorPermission/Properties/SourceAccount"),
    "routes.yaml: ExecutorPermission: found no SourceAccount, required 111122223333",
)
def functions_are_called_from_this_account_alone(town):
    for where, permission in town.of_type("Lambda::Permission"):
        if permission.get("SourceAccount") != "111122223333":
            yield f"{where}: found no SourceAccount, required 111122223333"


def api_arn(town) -> str:
    return "arn:aws:execute-api:ap-northeast-1:111122223333:a1b2c3d4e5"


@rule(
    put(f"{STAGE}/MethodSettings/1/DataTraceEnabled", True),
    "routes.yaml: Stage: found execution logs for /~1auth~1sign-in, required none: passwords would"
    " be in them",
)
def bodies_are_logged_nowhere(town):
    for setting in stage(town)["MethodSettings"]:
        if setting.get("DataTraceEnabled") is not False or setting.get("LoggingLevel") != "OFF":
            yield (
                f"routes.yaml: Stage: found execution logs for {setting['ResourcePath']}, required"
                " none: passwords would be in them"
            )


@rule(
    put(
        f"{STAGE}/AccessLogSetting/Format",
        '{"token":"$input.params().header.Authorization $context.status"}',
    ),
    "routes.yaml: Stage: found $input.params in the access log, required $context alone",
)
def no_token_is_in_the_access_log(town):
    for variable in re.findall(r"\$[\w.]+", stage(town)["AccessLogSetting"]["Format"]):
        name = variable.removeprefix("$context.")
        if name == variable:
            yield f"routes.yaml: Stage: found {variable} in the access log, required $context alone"
        elif name not in LOGGED:
            yield (
                f"routes.yaml: Stage: found {variable} in the access log, which is none of what may"
                " be logged"
            )


@rule(
    put(f"{STAGE}/AccessLogSetting/Format", '{"request":"$context.requestId"}'),
    "routes.yaml: Stage: found an access log without ['authorizer.error', 'authorizer.status',"
    " 'extendedRequestId', 'identity.sourceIp', 'identity.vpceId', 'status']: it is the only trace"
    " of a call that reached no function",
)
def the_access_log_says_who_came_from_where(town):
    needed = {
        "authorizer.error",
        "authorizer.status",
        "extendedRequestId",
        "identity.sourceIp",
        "identity.vpceId",
        "status",
    }
    missing = needed - set(
        re.findall(r"\$context\.([\w.]+)", stage(town)["AccessLogSetting"]["Format"])
    )
    if missing:
        yield (
            f"routes.yaml: Stage: found an access log without {sorted(missing)}: it is the only"
            " trace of a call that reached no function"
        )


@rule(
    put(f"{STAGE}/CacheClusterEnabled", True),
    "routes.yaml: Stage: found a cache of answers, required none: what one person sees is not for"
    " the next",
)
def answers_are_not_kept(town):
    settings = stage(town)
    if settings.get("CacheClusterEnabled") or any(
        it.get("CachingEnabled") for it in settings["MethodSettings"]
    ):
        yield (
            "routes.yaml: Stage: found a cache of answers, required none: what one person sees is"
            " not for the next"
        )


@rule(
    take(f"{STAGE}/MethodSettings/3"),
    "routes.yaml: Stage: found no limit of its own for POST /auth/refresh, required one of 5 a"
    " second or less",
)
def guessing_is_slow(town):
    settings = {
        it["ResourcePath"].replace("~1", "/")[1:]: it for it in stage(town)["MethodSettings"]
    }
    for verb, path in sorted(methods(town)):
        if path.startswith("/auth/") and settings.get(path, {}).get("ThrottlingRateLimit", 999) > 5:
            yield (
                f"routes.yaml: Stage: found no limit of its own for {verb} {path}, required one of"
                " 5 a second or less"
            )


@rule(
    put(f"{STAGE}/MethodSettings/0/ThrottlingRateLimit", 0),
    "routes.yaml: Stage: found a limit of 0 calls a second for /*, required one of 1 or more",
)
def every_method_has_a_limit(town):
    for setting in stage(town)["MethodSettings"]:
        if int(setting.get("ThrottlingRateLimit", 0)) < 1:
            yield (
                f"routes.yaml: Stage: found a limit of {setting.get('ThrottlingRateLimit', 0)}"
                f" calls a second for {setting['ResourcePath']}, required one of 1 or more"
            )


@rule(
    put("sign-in/Resources/SignInMethod/Properties/RequestModels", {}),
    "routes.yaml: found the deployment {found}, required {required}: it is a copy, and without"
    " another name nothing that was changed is served",
)
def what_is_changed_is_deployed(town):
    [found] = [
        name for name in town.templates["routes"]["Resources"] if name.startswith("Deployment")
    ]
    required = deployment_name(town.templates)
    if found != required:
        yield (
            f"routes.yaml: found the deployment {found}, required {required}: it is a copy, and"
            " without another name nothing that was changed is served"
        )


@rule(
    lambda templates: deployment(templates)["DependsOn"].pop(0),
    "routes.yaml: the deployment does not wait for ['ScriptMethod'], which it may copy or miss",
)
def the_deployment_waits_for_every_method(town):
    resources = town.templates["routes"]["Resources"]
    there = {name for name, it in resources.items() if it["Type"] == "AWS::ApiGateway::Method"}
    missing = there - set(deployment(town.templates)["DependsOn"])
    if missing:
        yield (
            f"routes.yaml: the deployment does not wait for {sorted(missing)}, which it may copy or"
            " miss"
        )


@rule(
    put(f"{STAGE}/Description", "Sekisho"),
    "routes.yaml: Stage: found no wait for Account, whose role writes the access log",
)
def the_stage_waits_for_the_role_that_writes_its_log(town):
    # A name is a wait; `DependsOn` cannot be said of what is made under a condition.
    if "${Account}" not in str(town.templates["routes"]["Resources"]["Stage"]["Properties"]):
        yield "routes.yaml: Stage: found no wait for Account, whose role writes the access log"


def stage(town) -> dict:
    return town.properties("routes", "Stage")


def deployment(templates: dict) -> dict:
    resources = templates["routes"]["Resources"].values()
    [deployment] = [it for it in resources if it["Type"] == "AWS::ApiGateway::Deployment"]
    return deployment
