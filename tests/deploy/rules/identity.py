"""Rules about the user pool and its client."""

from .rule import put, rule, take

CLIENT = "identity/Resources/Client/Properties"
POOL = "identity/Resources/Pool/Properties"


@rule(
    put(
        "identity/Resources/Domain",
        {"Type": "AWS::Cognito::UserPoolDomain", "Properties": {"Domain": "hoshimi"}},
    ),
    "identity.yaml: Domain: found a domain, required none: a pool with one cannot be used over"
    " PrivateLink",
)
def the_pool_has_no_domain(town):
    for where, _ in town.of_type("Cognito::UserPoolDomain"):
        yield (
            f"{where}: found a domain, required none: a pool with one cannot be used over"
            " PrivateLink"
        )


@rule(
    take(f"{CLIENT}/PreventUserExistenceErrors"),
    "identity.yaml: Client: found PreventUserExistenceErrors LEGACY, required ENABLED: who exists"
    " is told otherwise",
)
def nobody_is_told_who_exists(town):
    where, client = town.one("Cognito::UserPoolClient")
    # SOURCE: Cognito API reference, CreateUserPoolClient: LEGACY without it.
    found = client.get("PreventUserExistenceErrors", "LEGACY")
    if found != "ENABLED":
        yield (
            f"{where}: found PreventUserExistenceErrors {found}, required ENABLED: who exists is"
            " told otherwise"
        )


@rule(
    take(f"{CLIENT}/WriteAttributes"),
    "identity.yaml: Client: found every attribute writable, required a list without custom"
    " attributes",
)
def nobody_writes_attributes_that_rules_may_trust(town):
    where, client = town.one("Cognito::UserPoolClient")
    writable = client.get("WriteAttributes")
    if not writable or any(it.startswith("custom:") for it in writable):
        yield (
            f"{where}: found {writable or 'every attribute'} writable, required a list without"
            " custom attributes"
        )


@rule(
    put(f"{CLIENT}/ExplicitAuthFlows/0", "ALLOW_ADMIN_USER_PASSWORD_AUTH"),
    "identity.yaml: Client: found the flows ['ALLOW_ADMIN_USER_PASSWORD_AUTH',"
    " 'ALLOW_REFRESH_TOKEN_AUTH'], required ['ALLOW_REFRESH_TOKEN_AUTH',"
    " 'ALLOW_USER_PASSWORD_AUTH']: those that the API passes on",
)
def the_client_takes_the_flows_that_are_passed_on(town):
    where, client = town.one("Cognito::UserPoolClient")
    required = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
    found = sorted(client["ExplicitAuthFlows"])
    if found != required:
        yield f"{where}: found the flows {found}, required {required}: those that the API passes on"


@rule(
    take(f"{CLIENT}/TokenValidityUnits/AccessToken"),
    "identity.yaml: Client: found access tokens good for 15 hours, required 5 to 60 minutes: a"
    " removed person keeps theirs",
)
def access_tokens_are_short(town):
    where, client = town.one("Cognito::UserPoolClient")
    unit = client.get("TokenValidityUnits", {}).get("AccessToken", "hours")
    length = client.get("AccessTokenValidity", 1)
    if unit != "minutes" or not 5 <= int(length) <= 60:
        yield (
            f"{where}: found access tokens good for {length} {unit}, required 5 to 60 minutes: a"
            " removed person keeps theirs"
        )


@rule(
    put(f"{CLIENT}/EnableTokenRevocation", False),
    "identity.yaml: Client: found refresh tokens that cannot be revoked, required that they can",
)
def refresh_tokens_can_be_revoked(town):
    where, client = town.one("Cognito::UserPoolClient")
    if not client.get("EnableTokenRevocation"):
        yield f"{where}: found refresh tokens that cannot be revoked, required that they can"


@rule(
    put(f"{POOL}/AdminCreateUserConfig/AllowAdminCreateUserOnly", False),
    "identity.yaml: Pool: found a pool in which people sign themselves up, required that others do",
)
def nobody_signs_themselves_up(town):
    where, pool = town.one("Cognito::UserPool")
    if not pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly"):
        yield f"{where}: found a pool in which people sign themselves up, required that others do"


@rule(
    take(f"{POOL}/DeletionProtection"),
    "identity.yaml: Pool: found a pool that can be deleted, required DeletionProtection: ACTIVE and"
    " to be retained",
)
def the_pool_outlives_its_stack(town):
    where, pool = town.one("Cognito::UserPool")
    kept = town.resources["identity", "Pool"].get("DeletionPolicy") == "Retain"
    if pool.get("DeletionProtection") != "ACTIVE" or not kept:
        yield (
            f"{where}: found a pool that can be deleted, required DeletionProtection: ACTIVE and to"
            " be retained"
        )
