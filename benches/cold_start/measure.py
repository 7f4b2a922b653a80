"""Cold starts as whole processes, in turns: see benches/cold-start."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent.parent / "tests" / "moto"
sys.path[:0] = [str(HERE), str(TESTS)]

from runtime_api import RuntimeApi  # noqa: E402
from world import World  # noqa: E402

REGION, ACCOUNT, NAME = "ap-northeast-1", "123456789012", "coldstart"
API, STAGE, ENDPOINT, ADDRESS = "a1b2c3d4e5", "prod", "vpce-0123456789abcdef0", "10.20.30.40"
GROUPS = ["clerks"]
PASSWORD = "Correct-Horse-1"

POLICY = f"""
version: 1
policy: {NAME}
utc_offset: "+09:00"
zones:
  city-hall: {{ vpce: [{ENDPOINT}], cidrs: [{ADDRESS}/32] }}
rules:
  - id: clerks
    effect: allow
    who: {{ groups: [clerks] }}
    actions: any
    from: [city-hall]
    instances:
      accounts: ["{ACCOUNT}"]
      regions: [{REGION}]
      tags: {{ Department: [welfare] }}
"""


@dataclass
class Taken:
    """What one process took until its first answer was accepted."""

    wall_ms: float
    cpu_ms: float
    resident_mib: float


def start(command: list, variables: dict, event: bytes, expected: str) -> Taken:
    api = RuntimeApi(event)
    environment = {"AWS_LAMBDA_RUNTIME_API": api.address, **variables}
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    answered = api.answered.wait(30)
    resident = resident_mib(process.pid)
    process.kill()
    _, _, usage = os.wait4(process.pid, 0)
    told = process.stderr.read().decode()
    process.stderr.close()
    process.returncode = 0
    api.close()
    if not answered or expected not in api.answer.decode():
        sys.exit(f"{command[0]} answered {api.answer!r}, required {expected}\n{told}")
    return Taken(
        wall_ms=(api.answered_at - began) * 1e3,
        cpu_ms=(usage.ru_utime + usage.ru_stime) * 1e3,
        resident_mib=resident,
    )


def resident_mib(pid: int) -> float:
    """The most it has had in memory since exec."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    sys.exit("the process has ended")


def event(token: str) -> bytes:
    """A call to start one instance, as API Gateway hands it to an authorizer of a private API."""
    path, template = "/instances/i-0123456789abcdef0/start", "/instances/{instanceId}/start"
    headers = {"Authorization": f"Bearer {token}"}
    return json.dumps(
        {
            "type": "REQUEST",
            "methodArn": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API}/{STAGE}/POST{path}",
            "resource": template,
            "path": path,
            "httpMethod": "POST",
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": {"instanceId": "i-0123456789abcdef0"},
            "stageVariables": None,
            "requestContext": {
                "accountId": ACCOUNT,
                "apiId": API,
                "stage": STAGE,
                "httpMethod": "POST",
                "resourcePath": template,
                "path": f"/{STAGE}{path}",
                "requestId": "a1ef2b10-e929-4012-8eeb-442b71d6ad1f",
                "identity": {"sourceIp": ADDRESS, "vpceId": ENDPOINT},
            },
        }
    ).encode()


def town(endpoint: str, sekisho: str) -> tuple:
    """The variables of a function, and an event that is allowed."""
    world = World(endpoint, REGION)
    staff = {"name": "sato", "password": PASSWORD, "groups": GROUPS}
    pool = world.pool(NAME, GROUPS, [staff])
    world.table(NAME)
    aws = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
    publish = [sekisho, "publish", "--table", f"dynamodb:{NAME}", "--policy", NAME]
    publish += ["--by", "bench", "--why", "cold start", "--from", "-", "--expect-version", "none"]
    subprocess.run(publish, env=aws, input=POLICY.encode(), check=True, stdout=subprocess.DEVNULL)
    issuer = {
        "issuer": pool["issuer"],
        "client_ids": [pool["client_id"]],
        "token_use": "access",
        "trusted_claims": [],
        "keys": {"url": pool["keys_url"]},
    }
    variables = {
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "SEKISHO_API_ACCOUNT": ACCOUNT,
        "SEKISHO_API_ID": API,
        "SEKISHO_API_STAGE": STAGE,
        "SEKISHO_ISSUERS": json.dumps([issuer]),
        "SEKISHO_POLICY": NAME,
        "SEKISHO_TABLE": NAME,
        **aws,
    }
    return variables, event(world.sign_in(pool["client_id"], "sato", PASSWORD)["access"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for binary in ("sekisho", "authorizer", "do-nothing"):
        parser.add_argument(f"--{binary}", required=True)
    parser.add_argument("--rounds", type=int, default=21)
    arguments = parser.parse_args()

    server = subprocess.Popen(
        [sys.executable, str(TESTS / "server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    endpoint = server.stdout.readline().decode().strip()
    variables, call = town(endpoint, arguments.sekisho)
    contenders = {
        "do-nothing": ([arguments.do_nothing], "null"),
        "authorizer": ([arguments.authorizer], '"Allow"'),
        "python, boto3": ([sys.executable, str(HERE / "original.py")], '"Allow"'),
    }
    taken = {name: [] for name in contenders}
    for round in range(arguments.rounds + 1):
        for name, (command, expected) in contenders.items():
            found = start(command, variables, call, expected)
            if round:  # the first only brings the files into memory
                taken[name].append(found)
    server.kill()

    def middle(name: str, figure: str) -> float:
        return statistics.median(getattr(one, figure) for one in taken[name])

    print(f"{'':16}{'wall ms':>10}{'cpu ms':>10}{'resident MiB':>15}")
    for name in contenders:
        wall, cpu, resident = (
            middle(name, figure) for figure in ("wall_ms", "cpu_ms", "resident_mib")
        )
        print(f"{name:16}{wall:>10.1f}{cpu:>10.1f}{resident:>15.1f}")

    ours = middle("authorizer", "cpu_ms")
    print(f"cpu: {ours / middle('do-nothing', 'cpu_ms'):.2f} x do-nothing (at most 3 asked)")
    print(f"cpu: 1/{middle('python, boto3', 'cpu_ms') / ours:.0f} of python (1/40 asked)")
    for binary in (arguments.authorizer, arguments.do_nothing):
        print(f"{Path(binary).name}: {os.path.getsize(binary):,} bytes")


if __name__ == "__main__":
    main()
