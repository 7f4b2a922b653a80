"""Rules about the functions, the guard's queues, and what tells of them."""

from .rule import put, rule, take

AUTHORIZER = "functions/Resources/Authorizer/Properties"
QUEUE = "guard/Resources/StateQueue/Properties"


@rule(
    put(f"{AUTHORIZER}/Runtime", "provided.al2"),
    "functions.yaml: Authorizer: found the runtime provided.al2, required provided.al2023",
)
def functions_run_on_amazon_linux_2023(town):
    for where, function in town.of_type("Lambda::Function"):
        if function["Runtime"] != "provided.al2023":
            yield f"{where}: found the runtime {function['Runtime']}, required provided.al2023"


@rule(
    put(f"{AUTHORIZER}/Timeout", 3),
    "functions.yaml: Authorizer: found a limit of 3 seconds, required 4 to 29: it gives itself 3",
)
def a_function_has_more_time_than_it_gives_itself(town):
    # SOURCE: TIME_BUDGET of authorizer/ and executor/, whose margins are in them; API Gateway gives up
    # after 29 seconds.
    for name, own in (("Authorizer", 3), ("Executor", 25)):
        limit = town.properties("functions", name)["Timeout"]
        if not own < limit < 30:
            yield (
                f"functions.yaml: {name}: found a limit of {limit} seconds, required {own + 1} to"
                f" 29: it gives itself {own}"
            )


@rule(
    take(f"{AUTHORIZER}/VpcConfig"),
    "functions.yaml: Authorizer: found a function outside of the network, required its subnets",
)
def functions_are_in_the_network(town):
    for where, function in town.of_type("Lambda::Function"):
        if not function.get("VpcConfig", {}).get("SubnetIds"):
            yield f"{where}: found a function outside of the network, required its subnets"


@rule(
    take("functions/Resources/AuthorizerLog/Properties/RetentionInDays"),
    "functions.yaml: Authorizer: found no log group of its own that is kept for some days,"
    " required one",
)
def every_log_is_kept_for_a_time(town):
    kept = {
        it["LogGroupName"] for _, it in town.of_type("Logs::LogGroup") if it.get("RetentionInDays")
    }
    for where, function in town.of_type("Lambda::Function"):
        if f"/aws/lambda/{function['FunctionName']}" not in kept:
            yield f"{where}: found no log group of its own that is kept for some days, required one"


@rule(
    take(f"{AUTHORIZER}/ReservedConcurrentExecutions"),
    "functions.yaml: Authorizer: found no bound on how many run at once, required one: a flood"
    " would take all of the account's",
)
def a_flood_takes_no_more_than_is_reserved(town):
    for where, function in town.of_type("Lambda::Function"):
        if not function.get("ReservedConcurrentExecutions"):
            yield (
                f"{where}: found no bound on how many run at once, required one: a flood would take"
                " all of the account's"
            )


@rule(
    put(f"{QUEUE}/VisibilityTimeout", 60),
    "guard.yaml: StateQueue: found events back after 60 seconds, required 360: six times what the"
    " guard may take",
)
def an_event_does_not_come_again_while_it_is_handled(town):
    for where, queue in watched(town):
        if queue["VisibilityTimeout"] != 360:
            yield (
                f"{where}: found events back after {queue['VisibilityTimeout']} seconds, required"
                " 360: six times what the guard may take"
            )


@rule(
    take(f"{QUEUE}/RedrivePolicy"),
    "guard.yaml: StateQueue: found no dead-letter queue after 8 attempts, required one",
)
def an_event_that_cannot_be_handled_is_kept(town):
    for where, queue in watched(town):
        if queue.get("RedrivePolicy", {}).get("maxReceiveCount") != 8:
            yield f"{where}: found no dead-letter queue after 8 attempts, required one"


@rule(
    take(f"{QUEUE}/DelaySeconds"),
    "guard.yaml: StateQueue: found a delay of 0 seconds, required 900: the call is known by then",
)
def a_change_of_state_waits_for_its_call(town):
    for where, queue in watched(town):
        if where.endswith("StateQueue") and queue.get("DelaySeconds", 0) != 900:
            yield (
                f"{where}: found a delay of {queue.get('DelaySeconds', 0)} seconds, required 900:"
                " the call is known by then"
            )


@rule(
    take("guard/Resources/CallMapping/Properties/FunctionResponseTypes"),
    "guard.yaml: CallMapping: found batches that come again whole, required"
    " ReportBatchItemFailures",
)
def only_what_was_not_handled_comes_again(town):
    for where, mapping in town.of_type("Lambda::EventSourceMapping"):
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{where}: found batches that come again whole, required ReportBatchItemFailures"


@rule(
    take("guard/Resources/CallMapping/Properties/ScalingConfig"),
    "guard.yaml: found queues that ask for 1002 guards at once, required 4 or less: what is"
    " throttled comes to the dead letters unread",
)
def the_queues_ask_for_no_more_guards_than_there_may_be(town):
    for _, guard in [it for it in town.of_type("Lambda::Function") if it[0] == "guard.yaml: Guard"]:
        # SOURCE: Lambda developer guide, "Configuring scaling behavior for SQS event source mappings":
        # 1,000 invocations at once without a bound.
        asked = [
            mapping.get("ScalingConfig", {}).get("MaximumConcurrency", 1000)
            for _, mapping in town.of_type("Lambda::EventSourceMapping")
        ]
        there = int(guard["ReservedConcurrentExecutions"])
        if sum(asked) > there:
            yield (
                f"guard.yaml: found queues that ask for {sum(asked)} guards at once, required"
                f" {there} or less: what is throttled comes to the dead letters unread"
            )


@rule(
    put("guard/Resources/CallQueuePolicy/Properties/PolicyDocument/Statement/1/Condition", {}),
    "guard.yaml: CallQueuePolicy: found events of any rule, required those of one",
)
def events_come_from_the_rule_alone(town):
    for where, policy in town.of_type("SQS::QueuePolicy"):
        for statement in policy["PolicyDocument"]["Statement"]:
            source = statement.get("Condition", {}).get("ArnEquals", {}).get("aws:SourceArn", "")
            if statement["Effect"] == "Allow" and ":rule/" not in source:
                yield f"{where}: found events of any rule, required those of one"


@rule(
    put("watch/Resources/ApiFailures/Properties/AlarmActions", []),
    "watch.yaml: ApiFailures: found an alarm that tells nobody, required a topic",
)
def every_alarm_tells_somebody(town):
    for where, alarm in town.of_type("CloudWatch::Alarm"):
        if not alarm.get("AlarmActions"):
            yield f"{where}: found an alarm that tells nobody, required a topic"


def watched(town) -> list:
    """The queues of the guard that are read."""
    return [
        (where, it) for where, it in town.of_type("SQS::Queue") if not where.endswith("DeadLetters")
    ]
