"""What the programs and the pages are to agree with: prints one JSON object about the expanded templates.

`environments`: the variables of each function, for each town. `routes`: verb and path of each method
behind the authorizer. `metrics`: what alarms and the dashboard look at. `alarms`: by their names, what
each looks at in one line.
`parameters`: of the templates that a person gives parameters to, as the pages list them.
"""

import json
import re

from rules.api import path_of
from templates import read_all
from town import REGION, parameter_set, town
from towns import TOWNS


def environments() -> list:
    found = []
    for name, others in TOWNS:
        for where, function in town(name, **others).of_type("Lambda::Function"):
            variables = {**function["Environment"]["Variables"], "AWS_REGION": REGION}
            found.append({"town": f"{name} {others}", "function": where, "variables": variables})
    return found


def half_shared() -> str:
    """What is said to whoever shares one half of a network."""
    try:
        town("one-town", ExecuteApiEndpointId="vpce-0a1b2c3d4e5f60718")
    except AssertionError as error:
        return str(error)
    return "nothing"


def metrics(of_town) -> list:
    """`[name, dimensions]` of every metric of ours that an alarm or the dashboard names."""
    found = []
    for where, alarm in of_town.of_type("CloudWatch::Alarm"):
        if alarm["Namespace"] == "Sekisho":
            dimensions = {it["Name"]: it["Value"] for it in alarm["Dimensions"]}
            found.append({"where": where, "name": alarm["MetricName"], "dimensions": dimensions})
    where, dashboard = of_town.one("CloudWatch::Dashboard")
    for widget in json.loads(dashboard["DashboardBody"])["widgets"]:
        for metric in widget["properties"]["metrics"]:
            if isinstance(metric[0], str):
                dimensions = dict(zip(metric[2::2], metric[3::2]))
                found.append({"where": where, "name": metric[1], "dimensions": dimensions})
            else:
                searched = re.fullmatch(
                    r"SEARCH\('\{Sekisho,Function,(\w+)\} MetricName=\"(\w+)\""
                    r" Function=\"([\w-]+)\"', 'Sum', 300\)",
                    metric[0]["expression"],
                )
                dimensions = {"Function": searched[3], searched[1]: None}
                found.append({"where": where, "name": searched[2], "dimensions": dimensions})
    return found


def looks_at(alarm: dict) -> str:
    """What rings, as the pages write it."""
    narrowed = [it for it in alarm["Dimensions"] if it["Name"] in ("Code", "Outcome")]
    narrowed = "".join(f"{{{it['Name']}={it['Value']}}}" for it in narrowed)
    space = "" if alarm["Namespace"] == "Sekisho" else alarm["Namespace"] + " "
    statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
    sign = {"GreaterThanThreshold": ">"}[alarm["ComparisonOperator"]]
    return (
        f"`{alarm['AlarmName']}`:"
        f" `{statistic}({space}{alarm['MetricName']}{narrowed}) {sign} {alarm['Threshold']}`,"
        f" {alarm['EvaluationPeriods']} × {alarm['Period']} s"
    )


def parameters() -> dict:
    templates = read_all()
    return {
        name: [
            {"name": parameter, "default": it.get("Default"), "description": it["Description"]}
            for parameter, it in templates[name]["Parameters"].items()
        ]
        for name in ("template", "spoke")
    }


def main() -> None:
    of_town = town()
    behind = [
        [method["HttpMethod"], path_of(of_town, where)]
        for where, method in of_town.of_type("ApiGateway::Method")
        if method["AuthorizationType"] == "CUSTOM"
    ]
    alarms = {
        where.split(": ")[1]: looks_at(alarm)
        for where, alarm in of_town.of_type("CloudWatch::Alarm")
    }
    sets = {name: parameter_set(name) for name in ("one-town", "many-towns")}
    print(
        json.dumps(
            {
                "environments": environments(),
                "routes": sorted(behind),
                "metrics": metrics(of_town),
                "alarms": alarms,
                "half_shared": half_shared(),
                "parameters": parameters(),
                "sets": sets,
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
