"""The JSON Schema of a fact file, for editors that complete and underline while a curator types.

It is made from the model, so the two cannot drift apart. It knows what one value may look like; what takes the
whole file (ids that lead nowhere, a question asked twice) only `knowledge.factfile.parse` knows.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from knowledge.model import FactFile


class _FactFileSchema(GenerateJsonSchema):
    """Pydantic's generator, made to say what the parser takes: no key without a value, and the form of a day."""

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {**super().date_schema(schema), "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        if described.get("default", "") is None:
            del described["default"]
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the base class has it
        return False  # it would only repeat the key


def schema_text() -> str:
    """Return the schema as JSON text, ending in a line feed: the content of ``knowledge/facts.schema.json``."""
    schema = FactFile.model_json_schema(schema_generator=_FactFileSchema)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": "Communiqué fact file"}
    return (
        json.dumps(head | {key: value for key, value in schema.items() if key != "title"}, ensure_ascii=False, indent=2)
        + "\n"
    )
