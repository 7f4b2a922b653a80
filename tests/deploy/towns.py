"""The towns that the suite looks at: the parameter sets, and every way that a parameter switches something."""

TOWNS = [
    ("one-town", {}),
    ("many-towns", {}),
    ("one-town", {"KeySource": "pinned"}),
    ("one-town", {"KeySource": "table"}),
    ("one-town", {"Architecture": "x86_64"}),
    ("one-town", {"KmsKeyArn": "arn:aws:kms:ap-northeast-1:111122223333:key/6f0a4d07"}),
    ("one-town", {"DefaultTargetTag": "Service=counter", "Tiers": "Tier=database,application"}),
    ("one-town", {"GuardCode": "", "MakesLogRole": "no"}),
]
