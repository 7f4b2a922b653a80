"""A rule: what must be true of every town, with a change to the templates that breaks it.

A rule is a generator of findings, each a sentence that says what was found where and what is
required. Its fixture is the real templates with one change, so that no fixture can be about another
template than the one that is deployed; what the rule says of it is compared whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

RULES = []


@dataclass
class Rule:
    find: Callable
    change: Callable[[dict], None]
    says: str
    # The parameters of the town in which it is broken, beside those of its set.
    others: dict

    @property
    def name(self) -> str:
        return self.find.__name__


def rule(change: Callable[[dict], None], says: str, **others: str) -> Callable:
    """Declares a rule; `change` breaks it, and then it `says` this and nothing else."""

    def declare(find: Callable) -> Callable:
        RULES.append(Rule(find, change, says, others))
        return find

    return declare


def put(path: str, value) -> Callable[[dict], None]:
    """Puts a value into the templates: `routes/Resources/Stage/Properties/TracingEnabled`."""

    def change(templates: dict) -> None:
        place, last = parent(templates, path)
        place[last] = value

    return change


def take(path: str) -> Callable[[dict], None]:
    """Takes what is there out of the templates."""

    def change(templates: dict) -> None:
        place, last = parent(templates, path)
        del place[last]

    return change


def parent(templates: dict, path: str) -> tuple:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place = templates
    for step in steps:
        place = place[step]
    return place, last


def many(value) -> list:
    """What IAM takes as one or as a list, as a list."""
    return value if isinstance(value, list) else [value]


def statements(town) -> Iterator[tuple]:
    """`(where, statement)` of every statement of every role and policy of IAM, trust left out."""
    for where, properties in town.of_type("IAM::ManagedPolicy"):
        for statement in properties["PolicyDocument"]["Statement"]:
            yield f"{where}: {statement['Sid']}", statement
    for where, properties in town.of_type("IAM::Role"):
        for policy in properties.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield f"{where}: {statement['Sid']}", statement
