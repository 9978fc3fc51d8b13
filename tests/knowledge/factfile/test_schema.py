"""The JSON Schema says of one value what the parser says of it, and is the one that ships."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import knowledge
from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file
from knowledge.factfile.schema import schema_text

SHIPPED = Path(knowledge.__file__).with_name("facts.schema.json")


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """Return a validator for the schema, which is checked against its own schema first."""
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_shipped_schema_is_the_one_of_the_model() -> None:
    """The file in the package is what the model gives; when this fails, write it anew.

    `python -m bot schema > knowledge/facts.schema.json`
    """
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", ["small_text", "base_text", "shipped_text"])
def test_good_files_fit(validator: jsonschema.Draft202012Validator, request: pytest.FixtureRequest, name: str) -> None:
    """What the parser takes, the schema takes."""
    document = yaml.safe_load(request.getfixturevalue(name))

    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("    kind: who\n", "", id="missing key"),
        pytest.param("    kind: who\n", "    kind: who\n    zzz: 1\n", id="unknown key"),
        pytest.param("kind: who\n", "kind: whom\n", id="wrong word"),
        pytest.param("side: rok", "side: kr", id="wrong side"),
        pytest.param("topics: [csd, busan]", "topics: csd", id="text for list"),
        pytest.param('text: {en: "Han and Calder led it."}', "text: Han led it.", id="text for mapping"),
        pytest.param('"It was held in Busan."', "14", id="number for text"),
        pytest.param("- id: leads", "- id: Leads", id="wrong id"),
        pytest.param('["csd-12#s02"]', '["csd-12"]', id="wrong place"),
        pytest.param('sources: ["csd-12#s02"]', "sources: []", id="no source"),
        pytest.param("{id: h1,", "{id: x1,", id="wrong sentence"),
        pytest.param("ordinal: 12", 'ordinal: "12"', id="text for number"),
        pytest.param("ordinal: 12", "ordinal: 0", id="number too low"),
        pytest.param("format: 1", "format: 2", id="other format"),
        pytest.param("outside: true", 'outside: "true"', id="text for truth"),
        pytest.param('"2016-05-11"', '"11 May"', id="wrong day"),
        pytest.param("said_by: han", "said_by: Han Do-yun", id="wrong speaker"),
        pytest.param("said_by: han", "said_by: ~", id="no value"),
        pytest.param('{en: "Busan"}', '{en: "Busan", ko: ~}', id="no value where one may be left out"),
        pytest.param('"Busan"', f'"{"x" * 201}"', id="long name"),
        pytest.param("gaps:", "gapps:", id="unknown section"),
    ],
)
def test_broken_files_do_not_fit(
    validator: jsonschema.Draft202012Validator, base_text: str, old: str, new: str
) -> None:
    """What is wrong with one value, an editor underlines and the parser refuses."""
    assert base_text.count(old) == 1
    text = base_text.replace(old, new)

    assert not validator.is_valid(yaml.safe_load(text))
    with pytest.raises(FactFileError):
        parse_fact_file(text)


def test_every_key_of_the_schema_is_one_of_the_model() -> None:
    """No entry takes keys that are not listed, and every list of the schema says how many it takes."""
    schema: Mapping[str, Any] = json.loads(schema_text())

    entries = [each for each in (*schema["$defs"].values(), schema) if each["type"] == "object"]
    assert len(entries) > 10
    assert all(each["additionalProperties"] is False for each in entries)
