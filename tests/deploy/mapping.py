"""The mapping templates of the sign-in routes, run by a VTL engine over what a caller may send.

Prints one JSON object: `passed_on`, what would go to Cognito for each body, and `answers`, what the
caller would get for each of Cognito's answers. API Gateway's `$input` is built here after its
description; its own engine cannot be run.
"""

import json

import airspeed
from town import town

# Texts that would end a JSON text, begin a member, or begin a template, if anything read them again.
HOSTILE = [
    'a"b',
    "a'b",
    "a\\",
    'a\\"',
    '","AuthFlow":"ADMIN_USER_PASSWORD_AUTH","x":"',
    '"},"ClientId":"somebody-elses","y":{"z":"',
    '"}} {"AuthFlow":"CUSTOM_AUTH"}',
    "$input.json('$')",
    "$input.path('$.username')",
    "${context.identity.sourceIp}",
    "$!{context.authorizer.principalId}",
    "#set($x = 1)$x #end #[[ raw ]]#",
    "#* a comment *# ## another",
    "$util.escapeJavaScript('x')",
    "a\nb\r\tc\x00\x01\x1f\x7f",
    "\u2028\u2029\ufeff",
    "合言葉😀",
    "\ud83d\ude00",
    "</script>",
    "{{7*7}}",
    " ",
]
# What a caller may add to a body. The model refuses it before; the templates do not use it either.
ADDED = {
    "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
    "ClientId": "somebody-elses",
    "ClientMetadata": {"groups": "operators"},
    "AuthParameters": {"USERNAME": "operator"},
    "UserPoolId": "ap-northeast-1_Other",
    "ChallengeName": "CUSTOM_CHALLENGE",
}
# Values of other kinds than the model takes, should it ever let them through.
OTHER_KINDS = [None, 7, True, ["a"], {"AuthFlow": "CUSTOM_AUTH"}]

# SOURCE: Cognito user pools API reference, InitiateAuth and RespondToAuthChallenge.
TOKENS = {
    "AccessToken": 'a.b"c',
    "IdToken": "d.e.f",
    "RefreshToken": "g.h",
    "ExpiresIn": 900,
    "TokenType": "Bearer",
}
COGNITO = {
    "tokens": {"AuthenticationResult": TOKENS, "ChallengeParameters": {}},
    "tokens of a refresh": {
        "AuthenticationResult": {key: it for key, it in TOKENS.items() if key != "RefreshToken"}
    },
    "a new password": {
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": 'AYAB"e',
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": "sato",
            "userAttributes": '{"email":"sato@example.com"}',
        },
    },
    "a code": {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "AYABe"},
}
# That it was asked too often says nothing about whoever signs in.
# SOURCE: the same, `TooManyRequestsException`, and "Common errors", `ThrottlingException`.
TOO_OFTEN = [
    {"__type": "TooManyRequestsException", "message": "Rate exceeded"},
    {"__type": "LimitExceededException", "message": "Attempt limit exceeded"},
    {"__type": "ThrottlingException", "message": "Rate exceeded"},
]
REFUSALS = [
    {"__type": "NotAuthorizedException", "message": "Incorrect username or password."},
    {"__type": "NotAuthorizedException", "message": "Password attempts exceeded"},
    {"__type": "UserNotFoundException", "message": "User does not exist."},
    {"__type": "PasswordResetRequiredException", "message": "Password reset required"},
    {"__type": "InvalidParameterException", "message": 'found "sato"'},
    {"__type": "InvalidPasswordException", "message": "Password not long enough"},
    {},
]


class Input:
    """`$input` over a body.

    SOURCE: API Gateway developer guide, "Mapping template and access logging variable reference":
    `$input.json(x)` is the value at a JSONPath as JSON, `$input.path(x)` the value itself.
    """

    def __init__(self, body) -> None:
        self.body = body

    def json(self, path: str) -> str:
        value = self.path(path)
        return json.dumps("" if value is None else value, ensure_ascii=False)

    def path(self, path: str):
        value = self.body
        for step in path.removeprefix("$").split("."):
            if step:
                value = value.get(step) if isinstance(value, dict) else None
        return value


def render(template: str, body) -> tuple:
    # An answer may set its status in `$context`.
    override = {}
    known = {"input": Input(body), "context": {"responseOverride": override}}
    return airspeed.Template(template).merge(known), override.get("status")


def strict(text: str):
    """JSON in which no member is there twice."""

    def members(pairs: list) -> dict:
        assert len(dict(pairs)) == len(pairs), f"a member twice: {pairs}"
        return dict(pairs)

    return json.loads(text, object_pairs_hook=members)


def bodies(members: list):
    """Every hostile text in every member, beside what a caller may add."""
    plain = {name: f"plain-{name}" for name in members}
    for name in members:
        for value in [*HOSTILE, *OTHER_KINDS]:
            yield {**ADDED, **plain, name: value}
            yield {**plain, name: value}


def main() -> None:
    resources = town().resources
    passed_on, answers = {}, {}
    for route in ("SignIn", "NewPassword", "Refresh"):
        integration = resources["sign-in", f"{route}Method"]["Properties"]["Integration"]
        members = resources["sign-in", f"{route}Body"]["Properties"]["Schema"]["required"]
        template = integration["RequestTemplates"]["application/json"]
        passed_on[route] = [
            {"body": body, "request": strict(render(template, body)[0])} for body in bodies(members)
        ]
        success, refused, other = (
            it["ResponseTemplates"]["application/json"]
            for it in integration["IntegrationResponses"]
        )
        answers[route] = {name: answer(success, it, 200) for name, it in COGNITO.items()}
        answers[route]["refusals"] = [answer(refused, it, 401) for it in REFUSALS]
        answers[route]["too often"] = [answer(refused, it, 401) for it in TOO_OFTEN]
        answers[route]["no answer"] = answer(other, {}, 503)
    # The template one finds everywhere, to see that this engine lets it go wrong.
    common = """{"AuthFlow":"USER_PASSWORD_AUTH","PASSWORD":"$input.path('$.password')"}"""
    injected = json.loads(render(common, {"password": HOSTILE[4]})[0])
    print(json.dumps({"passed_on": passed_on, "answers": answers, "injected": injected}))


def answer(template: str, body, status: int) -> list:
    text, override = render(template, body)
    return [override or status, strict(text)]


if __name__ == "__main__":
    main()
