"""moto_server on a free loopback port, for as long as standard input stays open.

The suites hold the other end of standard input: when the test process ends, however it ends, this
one ends too. Prints one line, the address, once every service that the suites use has answered.
"""

import os
import sys

import boto3
from moto.server import ThreadedMotoServer

# A harmless question to each service. moto loads a service with its first question: seconds, for EC2
# on a cold disk, in which the whole process answers nobody. A function that reads its policy in that
# moment gives up, as it must.
QUESTIONS = {
    "autoscaling": lambda client: client.describe_auto_scaling_groups(),
    "cognito-idp": lambda client: client.list_user_pools(MaxResults=1),
    "dynamodb": lambda client: client.list_tables(),
    "ec2": lambda client: client.describe_instances(),
    "ecs": lambda client: client.list_clusters(),
    "rds": lambda client: client.describe_db_instances(),
    "rds": lambda client: client.describe_db_instances(),
    "sts": lambda client: client.get_caller_identity(),
}


def main() -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    session = boto3.Session(
        aws_access_key_id="testing", aws_secret_access_key="testing", region_name="ap-northeast-1"
    )
    for service, ask in QUESTIONS.items():
        ask(session.client(service, endpoint_url=endpoint))
    print(endpoint, flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
