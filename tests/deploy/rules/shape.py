"""Rules about the templates themselves."""

import json

from .rule import put, rule, take


@rule(
    put("table/Transform", "AWS::Serverless-2016-10-31"),
    "table.yaml: found a macro, required none: what is read here is what AWS makes",
)
def no_macro_rewrites_a_template(town):
    for file, template in town.templates.items():
        if "Transform" in template or '"Fn::Transform"' in json.dumps(template):
            yield f"{file}.yaml: found a macro, required none: what is read here is what AWS makes"


@rule(
    put("api/Resources/Api/Properties/Description", "arn:aws:iam::111122223333:role/somebody"),
    "api.yaml: found `arn:aws:`, required ${AWS::Partition}",
)
def no_partition_is_written_out(town):
    for file, template in town.templates.items():
        if "arn:aws:" in json.dumps({it: template.get(it) for it in ("Resources", "Outputs")}):
            yield f"{file}.yaml: found `arn:aws:`, required ${{AWS::Partition}}"


@rule(
    take("spoke/Parameters/ExternalId/Description"),
    "spoke.yaml: found no description of ExternalId, required one",
)
def every_parameter_is_described(town):
    for file, template in town.templates.items():
        for name, it in template.get("Parameters", {}).items():
            if not it.get("Description"):
                yield f"{file}.yaml: found no description of {name}, required one"
