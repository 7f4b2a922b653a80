"""Rules about the routes that API Gateway itself passes on to Cognito."""

import json
import re

from .api import path_of
from .rule import put, rule, take

METHOD = "sign-in/Resources/SignInMethod/Properties"
INTEGRATION = f"{METHOD}/Integration"
REQUEST = f"{INTEGRATION}/RequestTemplates"
CLIENT = "57cbishk4j24pabc1234567890"


def passed_on(town):
    """Every method that goes to a service of AWS without a function of ours."""
    for where, method in town.of_type("ApiGateway::Method"):
        if method["Integration"]["Type"] == "AWS":
            yield where, method, method["Integration"]


@rule(
    take(f"{INTEGRATION}/PassthroughBehavior"),
    "sign-in.yaml: SignInMethod: found bodies of other types passed on (WHEN_NO_MATCH), required"
    " NEVER: whoever calls would choose the flow and the client",
)
def no_body_is_passed_on_as_it_is(town):
    for where, _, integration in passed_on(town):
        # SOURCE: API Gateway developer guide, "Integration passthrough behaviors".
        behaviour = integration.get("PassthroughBehavior", "WHEN_NO_MATCH")
        if behaviour != "NEVER":
            yield (
                f"{where}: found bodies of other types passed on ({behaviour}), required NEVER:"
                " whoever calls would choose the flow and the client"
            )


@rule(
    put(REQUEST, {"application/json": "{}", "text/plain": "$input.body"}),
    "sign-in.yaml: SignInMethod: found templates for ['application/json', 'text/plain'], required "
    "application/json alone: the model holds no other type",
)
def only_what_the_model_holds_is_passed_on(town):
    for where, method, integration in passed_on(town):
        types = sorted(integration["RequestTemplates"])
        if types != ["application/json"] or sorted(method.get("RequestModels", {})) != types:
            yield (
                f"{where}: found templates for {types}, required application/json alone: the model"
                " holds no other type"
            )


@rule(
    put(REQUEST, {"application/json": '{"AuthFlow":"A","PASSWORD":"$input.path(\'$.password\')"}'}),
    "sign-in.yaml: SignInMethod: found $input.path in what is passed on, required $input.json"
    " alone: a quote in a password would end the text",
)
def texts_are_written_with_their_quotes(town):
    for where, _, integration in passed_on(town):
        template = integration["RequestTemplates"]["application/json"]
        # What is left when each call of `$input.json` with a path of its own is taken out.
        rest = re.sub(r"\$input\.json\('\$\.\w+'\)", "", template)
        for function in re.findall(r"[$#][!{]?[\w.]+", rest)[:1]:
            yield (
                f"{where}: found {function} in what is passed on, required $input.json alone: a"
                " quote in a password would end the text"
            )


@rule(
    put(
        REQUEST,
        {
            "application/json": (
                '{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":$input.json(\'$.client\')}'
            )
        },
    ),
    "sign-in.yaml: SignInMethod: found {'AuthFlow': 'USER_PASSWORD_AUTH', 'ClientId': '?'},"
    " required what is fixed to be {'AuthFlow': 'USER_PASSWORD_AUTH', 'ClientId':"
    " '57cbishk4j24pabc1234567890'}",
)
def the_flow_and_the_client_are_fixed(town):
    fixed = {
        "/auth/sign-in": {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": CLIENT},
        "/auth/new-password": {"ChallengeName": "NEW_PASSWORD_REQUIRED", "ClientId": CLIENT},
        "/auth/refresh": {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": CLIENT},
    }
    for where, _, integration in passed_on(town):
        template = re.sub(
            r"\$input\.json\('[^']*'\)", '"?"', integration["RequestTemplates"]["application/json"]
        )
        members = {name: it for name, it in json.loads(template).items() if isinstance(it, str)}
        members.pop("Session", None)
        required = fixed[path_of(town, where)]
        if members != required:
            yield f"{where}: found {members}, required what is fixed to be {required}"


@rule(
    put(
        f"{INTEGRATION}/Uri",
        {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:cognito-idp:action/SignUp"},
    ),
    "sign-in.yaml: SignInMethod: found the call SignUp of Cognito, required InitiateAuth or "
    "RespondToAuthChallenge",
)
def nothing_but_signing_in_is_passed_on(town):
    for where, _, integration in passed_on(town):
        service, call = re.fullmatch(
            r"arn:aws:apigateway:[\w-]+:([\w-]+):action/(\w+)", integration["Uri"]
        ).groups()
        if service != "cognito-idp" or call not in ("InitiateAuth", "RespondToAuthChallenge"):
            yield (
                f"{where}: found the call {call} of Cognito, required InitiateAuth or"
                " RespondToAuthChallenge"
            )


@rule(
    take(f"{METHOD}/RequestValidatorId"),
    "sign-in.yaml: SignInMethod: found a body that is not held to its model, required a validator"
    " that does",
)
def every_body_is_held_to_its_model(town):
    validators = {
        name: it["Properties"]
        for (_, name), it in town.resources.items()
        if it["Type"] == "AWS::ApiGateway::RequestValidator"
    }
    for where, method, _ in passed_on(town):
        name = method.get("RequestValidatorId", "").removeprefix("made-up-")
        if not validators.get(name, {}).get("ValidateRequestBody"):
            yield (
                f"{where}: found a body that is not held to its model, required a validator that"
                " does"
            )


@rule(
    take("sign-in/Resources/SignInBody/Properties/Schema/additionalProperties"),
    "sign-in.yaml: SignInBody: found a model that takes other members, required"
    " additionalProperties: false",
)
def a_model_takes_no_other_member(town):
    for where, model in town.of_type("ApiGateway::Model"):
        schema = model["Schema"]
        if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
            yield (
                f"{where}: found a model that takes other members, required additionalProperties:"
                " false"
            )


@rule(
    take("sign-in/Resources/RefreshBody/Properties/Schema/properties/refresh_token/maxLength"),
    "sign-in.yaml: RefreshBody: found {'type': 'string', 'minLength': 1} for refresh_token,"
    " required a text with a shortest and a greatest length, and that it is there",
)
def every_member_is_a_text_of_some_length(town):
    for where, model in town.of_type("ApiGateway::Model"):
        schema = model["Schema"]
        for name, it in schema["properties"].items():
            whole = it.get("type") == "string" and {"minLength", "maxLength"} <= set(it)
            if not whole or name not in schema["required"]:
                yield (
                    f"{where}: found {it} for {name}, required a text with a shortest and a"
                    " greatest length, and that it is there"
                )


@rule(
    take(f"{INTEGRATION}/IntegrationResponses/0/SelectionPattern"),
    "sign-in.yaml: SignInMethod: found the statuses ['200', '503'] for an unknown answer, required"
    " ['503']: an error is no success",
)
def an_answer_that_is_not_known_is_a_failure(town):
    for where, _, integration in passed_on(town):
        default = [
            it["StatusCode"]
            for it in integration["IntegrationResponses"]
            if "SelectionPattern" not in it
        ]
        if default != ["503"]:
            yield (
                f"{where}: found the statuses {default} for an unknown answer, required ['503']: an"
                " error is no success"
            )


@rule(
    put(
        f"{INTEGRATION}/IntegrationResponses/1/ResponseTemplates",
        {"application/json": "$input.json('$')"},
    ),
    "sign-in.yaml: SignInMethod: found Cognito's own words in a refusal, required the same words"
    " for all",
)
def refusals_are_the_same_for_all(town):
    for where, _, integration in passed_on(town):
        for response in integration["IntegrationResponses"]:
            text = response["ResponseTemplates"]["application/json"]
            if response["StatusCode"] != "200" and re.search(
                r"\$input\.(json|body)|\$\{?util|message'", text
            ):
                yield (
                    f"{where}: found Cognito's own words in a refusal, required the same words"
                    " for all"
                )


@rule(
    put(f"{INTEGRATION}/IntegrationResponses/0/ResponseParameters", {}),
    "sign-in.yaml: SignInMethod: found an answer of status 200 that may be kept, required no-store",
)
def no_answer_with_tokens_is_kept(town):
    for where, _, integration in passed_on(town):
        for response in integration["IntegrationResponses"]:
            if (
                response["ResponseParameters"].get("method.response.header.Cache-Control")
                != "'no-store'"
            ):
                yield (
                    f"{where}: found an answer of status {response['StatusCode']} that may be kept,"
                    " required no-store"
                )
