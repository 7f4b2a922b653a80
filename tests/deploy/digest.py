"""The name of the API's deployment: a digest of everything that it copies."""

import hashlib
import json

# What a deployment copies no part of.
ELSEWHERE = {
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Stage",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
}


def deployment_name(templates: dict) -> str:
    copied = {
        file: {
            name: {"Type": it["Type"], "Properties": it.get("Properties")}
            for name, it in templates[file]["Resources"].items()
            if it["Type"].startswith("AWS::ApiGateway::") and it["Type"] not in ELSEWHERE
        }
        for file in ("api", "routes", "sign-in")
    }
    text = json.dumps(copied, sort_keys=True)
    return f"Deployment{hashlib.sha256(text.encode()).hexdigest()[:8]}"
