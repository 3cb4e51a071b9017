import json

import jsonschema
import yaml

from custsheet.model.editor import json_schema
from custsheet.resources import folder


def test_json_schema__shipped_file_is_current() -> None:
    path = folder("schemas") / "custsheet.schema.json"
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(json_schema(), "utf-8")
    assert before == json_schema(), (
        "schemas/custsheet.schema.json was out of date and has been rewritten: look at the diff"
    )


def test_json_schema__accepts_the_shipped_standard() -> None:
    data = yaml.safe_load((folder("schemas") / "customers.yaml").read_text("utf-8"))
    jsonschema.validate(data, json.loads(json_schema()))


def test_json_schema__refuses_what_the_loader_refuses() -> None:
    data = yaml.safe_load((folder("schemas") / "customers.yaml").read_text("utf-8"))
    data["sheets"][0]["fields"][0]["typ"] = "string"
    validator = jsonschema.Draft202012Validator(json.loads(json_schema()))
    assert [list(error.absolute_path)[:3] for error in validator.iter_errors(data)] == [["sheets", 0, "fields"]]
