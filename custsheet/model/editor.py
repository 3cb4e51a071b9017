"""The JSON Schema that lets editors complete and check a standard as it is typed (`schemas/custsheet.schema.json`)."""

from __future__ import annotations

import json

from custsheet.model.schema import Schema


def json_schema() -> str:
    """The JSON Schema of a standard, ready to be written to a file; the shipped file is kept equal to it by a test."""
    whole = Schema.model_json_schema(by_alias=True)
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    whole["title"] = "custsheet standard"
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
