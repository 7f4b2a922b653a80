"""Asks every rule of every town, and of its fixture.

Prints one JSON object: `findings` about the towns as they are, and `fixtures`: what each rule says of
the templates with the change that breaks it, beside what it is to say.
"""

import copy
import json

from digest import deployment_name
from rules import RULES
from templates import read_all
from town import town
from towns import TOWNS


def main() -> None:
    templates = read_all()
    findings = []
    for name, others in TOWNS:
        of_town = town(name, templates, **others)
        findings += [f"{name} {others}: {it}" for rule in RULES for it in rule.find(of_town)]
    [deployment] = [it for it in templates["routes"]["Resources"] if it.startswith("Deployment")]
    fixtures = {}
    for rule in RULES:
        broken = copy.deepcopy(templates)
        rule.change(broken)
        says = rule.says.replace("{found}", deployment).replace(
            "{required}", deployment_name(broken)
        )
        found = list(rule.find(town("one-town", broken, **rule.others)))
        fixtures[rule.name] = {"found": found, "required": [says]}
    print(json.dumps({"findings": findings, "fixtures": fixtures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
