"""The towns that the suite looks at: the parameter sets, and every way that a parameter switches something."""

# What an installation has only if it is asked for.
SWITCHES = ("ManagesDatabases", "ManagesServices", "SeesStandby", "RunsRunbooks")
EVERYTHING = dict.fromkeys(SWITCHES, "yes")

TOWNS = [
    ("one-town", {}),
    ("many-towns", {}),
    ("one-town", {"KeySource": "pinned"}),
    ("one-town", {"KeySource": "table"}),
    ("one-town", {"Architecture": "x86_64"}),
    ("one-town", {"KmsKeyArn": "arn:aws:kms:ap-northeast-1:111122223333:key/6f0a4d07"}),
    ("one-town", {"DefaultTargetTag": "Service=counter", "Tiers": "Tier=database,application"}),
    ("one-town", {"GuardCode": "", "MakesLogRole": "no"}),
    *(("one-town", {switch: "yes"}) for switch in SWITCHES),
    ("one-town", EVERYTHING),
    ("many-towns", EVERYTHING),
]
