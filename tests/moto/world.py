"""The AWS account the suites run against, made and read with boto3: a client that is not ours.

Usage: world.py ENDPOINT REGION. Reads one JSON command a line, answers one JSON line: what the
command asked for, or {"error": "..."}. Commands are the functions named in COMMANDS; the members of
the JSON object are their arguments.
"""

import json
import sys

import boto3
from botocore.config import Config


class World:
    def __init__(self, endpoint: str, region: str) -> None:
        self.endpoint = endpoint
        self.session = boto3.Session(
            aws_access_key_id="testing", aws_secret_access_key="testing", region_name=region
        )
        self.clients = {}

    def client(self, service: str):
        if service not in self.clients:
            self.clients[service] = self.session.client(
                service,
                endpoint_url=self.endpoint,
                config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
            )
        return self.clients[service]

    def pool(self, name: str, groups: list, users: list) -> dict:
        """A Cognito user pool with its groups, its users and one application client."""
        cognito = self.client("cognito-idp")
        pool = cognito.create_user_pool(PoolName=name)["UserPool"]["Id"]
        client = cognito.create_user_pool_client(
            UserPoolId=pool,
            ClientName=f"{name}-staff",
            GenerateSecret=False,
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]["ClientId"]
        for group in groups:
            cognito.create_group(UserPoolId=pool, GroupName=group)
        for user in users:
            cognito.admin_create_user(
                UserPoolId=pool, Username=user["name"], MessageAction="SUPPRESS"
            )
            cognito.admin_set_user_password(
                UserPoolId=pool, Username=user["name"], Password=user["password"], Permanent=True
            )
            for group in user["groups"]:
                cognito.admin_add_user_to_group(
                    UserPoolId=pool, Username=user["name"], GroupName=group
                )
        region = self.session.region_name
        return {
            "issuer": f"https://cognito-idp.{region}.amazonaws.com/{pool}",
            "keys_url": f"{self.endpoint}/{pool}/.well-known/jwks.json",
            "client_id": client,
        }

    def sign_in(self, client_id: str, user: str, password: str) -> dict:
        """The tokens of a user who signs in with a password."""
        answer = self.client("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=client_id,
            AuthParameters={"USERNAME": user, "PASSWORD": password},
        )["AuthenticationResult"]
        return {"access": answer["AccessToken"], "id": answer["IdToken"]}

    def table(self, name: str) -> dict:
        """The policy table, as the deployment template declares it."""
        dynamodb = self.client("dynamodb")
        dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "PK", "AttributeType": "S"},
                {"AttributeName": "SK", "AttributeType": "S"},
            ],
            KeySchema=[
                {"AttributeName": "PK", "KeyType": "HASH"},
                {"AttributeName": "SK", "KeyType": "RANGE"},
            ],
        )
        dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        return {}

    def launch(self, instances: list) -> dict:
        """The ids of new instances, in the order asked for; each then stopped where asked."""
        ec2 = self.client("ec2")
        ids = []
        for instance in instances:
            tags = [{"Key": key, "Value": value} for key, value in instance["tags"].items()]
            launched = ec2.run_instances(
                ImageId="ami-12c6146b",
                MinCount=1,
                MaxCount=1,
                TagSpecifications=[{"ResourceType": "instance", "Tags": tags}] if tags else [],
            )
            ids.append(launched["Instances"][0]["InstanceId"])
        stopped = [id for id, wanted in zip(ids, instances) if wanted["state"] == "stopped"]
        if stopped:
            ec2.stop_instances(InstanceIds=stopped)
        return {"ids": ids}

    def states(self, ids: list) -> dict:
        """The state of each instance, as EC2 tells it."""
        found = self.client("ec2").describe_instances(InstanceIds=ids)
        return {
            instance["InstanceId"]: instance["State"]["Name"]
            for reservation in found["Reservations"]
            for instance in reservation["Instances"]
        }

    def stop(self, ids: list) -> dict:
        """Stops instances, past everything of ours."""
        self.client("ec2").stop_instances(InstanceIds=ids)
        return {}

    def tag(self, id: str, tags: dict) -> dict:
        """Sets tags of an instance."""
        self.client("ec2").create_tags(
            Resources=[id], Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
        )
        return {}

    def join_group(self, id: str, standby: bool) -> dict:
        """Makes an instance a member of an Auto Scaling group of its own, in Standby or not."""
        group = f"group-of-{id}"
        auto_scaling = self.client("autoscaling")
        auto_scaling.create_launch_configuration(
            LaunchConfigurationName=group, ImageId="ami-12c6146b", InstanceType="t3.micro"
        )
        auto_scaling.create_auto_scaling_group(
            AutoScalingGroupName=group,
            LaunchConfigurationName=group,
            MinSize=0,
            MaxSize=1,
            DesiredCapacity=0,
            AvailabilityZones=[f"{self.session.region_name}a"],
        )
        auto_scaling.attach_instances(AutoScalingGroupName=group, InstanceIds=[id])
        if standby:
            auto_scaling.enter_standby(
                AutoScalingGroupName=group,
                InstanceIds=[id],
                ShouldDecrementDesiredCapacity=True,
            )
        return {}

    def create_databases(self, databases: list) -> dict:
        """New databases, each available."""
        rds = self.client("rds")
        for database in databases:
            rds.create_db_instance(
                DBInstanceIdentifier=database["name"],
                DBInstanceClass="db.t4g.micro",
                Engine="postgres",
                AllocatedStorage=20,
                MasterUsername="keeper",
                MasterUserPassword="not-a-secret-of-anybody",
                Tags=[{"Key": key, "Value": value} for key, value in database["tags"].items()],
            )
        return {}

    def create_service(self, cluster: str, name: str, tags: dict, tasks: int) -> dict:
        """A service of tasks that run, in a cluster that is made if it is not there.

        moto lets tasks run when the number is changed, not when the service is made.
        """
        ecs = self.client("ecs")
        ecs.register_task_definition(
            family="desk", containerDefinitions=[{"name": "desk", "image": "desk", "memory": 128}]
        )
        ecs.create_cluster(clusterName=cluster)
        ecs.create_service(
            cluster=cluster,
            serviceName=name,
            taskDefinition="desk",
            desiredCount=0,
            tags=[{"key": key, "value": value} for key, value in tags.items()],
        )
        ecs.update_service(cluster=cluster, service=name, desiredCount=tasks)
        return {}

    def service_tasks(self, cluster: str, name: str) -> dict:
        """How many tasks a service is to have, as ECS tells it."""
        found = self.client("ecs").describe_services(cluster=cluster, services=[name])
        return {"desired": found["services"][0]["desiredCount"]}

    def database_status(self, name: str) -> dict:
        """The status of a database, as RDS tells it."""
        found = self.client("rds").describe_db_instances(DBInstanceIdentifier=name)
        return {"status": found["DBInstances"][0]["DBInstanceStatus"]}


COMMANDS = {
    "join_group",
    "pool",
    "sign_in",
    "table",
    "launch",
    "states",
    "stop",
    "tag",
    "create_databases",
    "create_service",
    "database_status",
    "service_tasks",
}


def main() -> None:
    world = World(sys.argv[1], sys.argv[2])
    for line in sys.stdin:
        command = json.loads(line)
        name = command.pop("do")
        try:
            if name not in COMMANDS:
                raise ValueError(f"no command {name!r}")
            answer = getattr(world, name)(**command)
        except Exception as error:  # told to the suite, which fails with it
            answer = {"error": f"{name}: {type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
