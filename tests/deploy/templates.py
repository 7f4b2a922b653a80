"""The templates of deploy/, read as CloudFormation reads them: short forms of functions are long ones."""

from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "deploy"


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's functions, and without what CloudFormation does not read."""

    def compose_node(self, parent, index):
        # SOURCE: AWS CloudFormation user guide, "Template format": aliases and merges are not supported.
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "CloudFormation reads no aliases", mark)
        return super().compose_node(parent, index)


def function(loader: Loader, suffix: str, node: yaml.Node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", function)
# A version is a text: `2012-10-17` must not become a date.
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_all() -> dict:
    """Every template by the name of its file."""
    return {
        path.stem: yaml.load(path.read_text(), Loader=Loader)
        for path in sorted(FOLDER.glob("*.yaml"))
    }
