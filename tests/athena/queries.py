"""The tables and queries of docs/athena, run over files as they lie in S3.

Usage: queries.py FOLDER BUCKETS. FOLDER holds the SQL, BUCKETS one folder for each bucket. Prints one
JSON object: the answer of each query by the name of its file, as columns and rows.

The SQL is read as Athena's and translated for DuckDB. A table is made of the columns its own CREATE
TABLE names, and filled as its partition projection and SerDe would: a file that lies in no partition,
or a member of an audit line that is no column, is an error and not passed over.
"""

import gzip
import json
import re
import sys
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

SERDES = {
    "org.openx.data.jsonserde.JsonSerDe",
    "org.apache.hive.hcatalog.data.JsonSerDe",
}


class Table:
    """A table as its CREATE TABLE describes it."""

    def __init__(self, create: exp.Create) -> None:
        self.name = create.this.this.name
        self.columns = {column.name: column.kind for column in create.this.expressions}
        properties = create.args["properties"].expressions
        [partitions] = [it for it in properties if isinstance(it, exp.PartitionedByProperty)]
        self.partitions = [column.name for column in partitions.this.expressions]
        [location] = [it for it in properties if isinstance(it, exp.LocationProperty)]
        [serde] = [it for it in properties if isinstance(it, exp.RowFormatSerdeProperty)]
        self.table_properties = {
            it.this.name: it.args["value"].name for it in properties if type(it) is exp.Property
        }
        self.pattern = self.projected(location.this.name)
        assert serde.this.name in SERDES, serde.this.name
        # CloudTrail's input format takes the records out of the object they come in.
        self.is_cloudtrail = any(isinstance(it, exp.FileFormatProperty) for it in properties)
        self.seen = set()

    def projected(self, location: str) -> re.Pattern:
        """What the address of a file of this table looks like, by its partition projection."""
        properties = dict(self.table_properties)
        assert properties.pop("projection.enabled") == "true"
        template = properties.pop("storage.location.template")
        assert location.endswith("/") and template.startswith(location), (location, template)
        assert template.endswith("/"), template
        pattern = re.escape(template)
        for name in self.partitions:
            kind = properties.pop(f"projection.{name}.type")
            if kind == "enum":
                values = properties.pop(f"projection.{name}.values").split(",")
                value = "|".join(re.escape(value) for value in values)
            else:
                assert kind == "date", kind
                assert properties.pop(f"projection.{name}.format") == "yyyy/MM/dd"
                first, last = properties.pop(f"projection.{name}.range").split(",")
                assert re.fullmatch(r"\d{4}/\d{2}/\d{2}", first) and last == "NOW", (first, last)
                value = r"\d{4}/\d{2}/\d{2}"
            placeholder = re.escape("${" + name + "}")
            assert pattern.count(placeholder) == 1, (name, template)
            pattern = pattern.replace(placeholder, f"(?P<{name}>{value})")
        assert not properties, properties
        return re.compile(pattern + "[^/]+")

    def create(self, engine: duckdb.DuckDBPyConnection) -> None:
        columns = [f'"{name}" {kind.sql("duckdb")}' for name, kind in self.columns.items()]
        columns += [f'"{name}" TEXT' for name in self.partitions]
        engine.execute(f'CREATE TABLE {self.name} ({", ".join(columns)})')

    def load(self, engine: duckdb.DuckDBPyConnection, address: str, text: str) -> bool:
        """Takes in a file, if it is one of this table."""
        match = self.pattern.fullmatch(address)
        if match is None:
            return False
        if self.is_cloudtrail:
            records = json.loads(text)["Records"]
        else:
            records = [json.loads(line) for line in text.splitlines()]
        for record in records:
            self.seen.update(record)
            row = self.fit_all(record, self.columns, strict=not self.is_cloudtrail)
            row.update({name: match[name] for name in self.partitions})
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            engine.execute(
                f"INSERT INTO {self.name} ({names}) VALUES ({places})", list(row.values())
            )
        return True

    def fit_all(self, members: dict, kinds: dict, strict: bool) -> dict:
        """Members as columns hold them: names are compared in lower case."""
        lower = {name.lower(): value for name, value in members.items()}
        unknown = sorted(set(lower) - set(kinds))
        assert not (strict and unknown), f"no column of {self.name}: {unknown}"
        return {name: self.fit(lower.get(name), kind, strict) for name, kind in kinds.items()}

    def fit(self, value, kind: exp.DataType, strict: bool):
        if value is None:
            return None
        if kind.is_type(exp.DataType.Type.STRUCT):
            kinds = {part.name: part.kind for part in kind.expressions}
            return self.fit_all(value, kinds, strict)
        if kind.is_type(exp.DataType.Type.ARRAY):
            return [self.fit(item, kind.expressions[0], strict) for item in value]
        if kind.is_type(exp.DataType.Type.TEXT):
            return value if isinstance(value, str) else as_text(value)
        expected = bool if kind.is_type(exp.DataType.Type.BOOLEAN) else int
        assert type(value) is expected, f"no {kind.sql('athena')}: {value!r}"
        return value


def as_text(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    folder, buckets = Path(sys.argv[1]), Path(sys.argv[2])
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    tables, queries = [], {}
    for path in sorted(folder.glob("*.sql")):
        [statement] = sqlglot.parse(path.read_text(), read="athena")
        if isinstance(statement, exp.Create):
            tables.append(Table(statement))
        else:
            queries[path.stem] = statement.sql("duckdb")
    for table in tables:
        table.create(engine)
    for path in sorted(path for path in buckets.rglob("*") if path.is_file()):
        address = f"s3://{path.relative_to(buckets).as_posix()}"
        text = gzip.decompress(path.read_bytes()).decode()
        assert any(table.load(engine, address, text) for table in tables), f"no table: {address}"
    for table in tables:
        unseen = sorted(set(table.columns) - table.seen)
        assert table.is_cloudtrail or not unseen, f"no line has these columns: {unseen}"
    answers = {}
    for name, query in queries.items():
        answer = engine.execute(query)
        columns = [column[0] for column in answer.description]
        answers[name] = {"columns": columns, "rows": answer.fetchall()}
    print(json.dumps(answers, ensure_ascii=False))


if __name__ == "__main__":
    main()
