"""Rules about the policy table."""

from .rule import put, rule, take

TABLE = "table/Resources/Table/Properties"


def tables(town):
    """The table, or none where it is another installation's."""
    return town.of_type("DynamoDB::Table")


@rule(
    put(f"{TABLE}/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", False),
    "table.yaml: Table: found no point-in-time recovery, required it",
)
def the_table_can_be_brought_back(town):
    for where, table in tables(town):
        if not table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            yield f"{where}: found no point-in-time recovery, required it"


@rule(
    take(f"{TABLE}/DeletionProtectionEnabled"),
    "table.yaml: Table: found a table that can be deleted, required DeletionProtectionEnabled and"
    " to be retained",
)
def the_table_outlives_its_stack(town):
    for where, table in tables(town):
        resource = town.resources["table", "Table"]
        kept = resource.get("DeletionPolicy") == resource.get("UpdateReplacePolicy") == "Retain"
        if not table.get("DeletionProtectionEnabled") or not kept:
            yield (
                f"{where}: found a table that can be deleted, required DeletionProtectionEnabled"
                " and to be retained"
            )


@rule(
    put(f"{TABLE}/SSESpecification/SSEEnabled", False),
    "table.yaml: Table: found a table encrypted with no key of KMS, required one",
)
def the_table_is_encrypted_with_a_key_of_kms(town):
    for where, table in tables(town):
        if not table.get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{where}: found a table encrypted with no key of KMS, required one"


@rule(
    put(f"{TABLE}/TimeToLiveSpecification/AttributeName", "expires"),
    "table.yaml: Table: found the expiry in {'AttributeName': 'expires', 'Enabled': True}, required"
    " in expires_at",
)
def notes_expire_by_the_attribute_that_the_guard_writes(town):
    for where, table in tables(town):
        expiry = table.get("TimeToLiveSpecification")
        if expiry != {"AttributeName": "expires_at", "Enabled": True}:
            yield f"{where}: found the expiry in {expiry}, required in expires_at"


@rule(
    put(f"{TABLE}/KeySchema/0/AttributeName", "pk"),
    "table.yaml: Table: found the keys [('pk', 'HASH'), ('SK', 'RANGE')], required PK and SK",
)
def the_keys_are_those_of_the_store(town):
    for where, table in tables(town):
        keys = [(it["AttributeName"], it["KeyType"]) for it in table["KeySchema"]]
        if keys != [("PK", "HASH"), ("SK", "RANGE")]:
            yield f"{where}: found the keys {keys}, required PK and SK"
