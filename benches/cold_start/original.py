"""A handler with boto3, as a script that became a Lambda has it, and the least of a runtime.

The handler reads one item of the policy table and allows: it verifies no token and decides nothing,
so that what it takes is less than what an authorizer in Python would take.
"""

import json
import os
import urllib.request

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["SEKISHO_TABLE"])
EC2 = boto3.client("ec2")


def handler(event: dict) -> dict:
    key = {"PK": f"POLICY#{os.environ['SEKISHO_POLICY']}", "SK": "ACTIVE"}
    item = TABLE.get_item(Key=key, ConsistentRead=True).get("Item")
    effect = "Allow" if item else "Deny"
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": event["methodArn"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "somebody", "policyDocument": document}


def main() -> None:
    api = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
    while True:
        with urllib.request.urlopen(f"{api}/next") as response:
            request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
            event = json.load(response)
        answer = json.dumps(handler(event)).encode()
        urllib.request.urlopen(f"{api}/{request_id}/response", data=answer).close()


if __name__ == "__main__":
    main()
