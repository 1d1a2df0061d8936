"""The description as its page shows it: calls by subject, with their parameters and forms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from boji.api import words
from boji.platform.words import language


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One call for people. `body` and `answer` are examples of their forms."""

    method: str
    path: str
    name: str
    summary: str
    text: str
    scope: str
    parameters: tuple[Parameter, ...]
    body: str
    answer: str
    statuses: str


@dataclass(frozen=True)
class Group:
    name: str
    text: str
    operations: tuple[Operation, ...]


def groups(description: dict[str, Any]) -> list[Group]:
    """The calls in the order of the description, by subject."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in description["tags"]}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            found[operation["tags"][0]].append(_operation(description, method.upper(), path, operation))
    return [
        Group(
            _subject(tag["name"]), tag["description"] if language() != "zh" else "", tuple(found[tag["name"]])
        )
        for tag in description["tags"]
    ]


def _subject(name: str) -> str:
    return words.SUBJECTS[name] if language() == "zh" else name.capitalize()


def _operation(description: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Operation:
    statuses = sorted(operation["responses"])
    good = next(one for one in statuses if one < "300")
    name = operation["operationId"]
    summary, more = operation["summary"], operation.get("description", "").partition("Scope:")[0]
    if language() == "zh":
        summary, more = words.CALLS[name], ""
    return Operation(
        method,
        path,
        name,
        summary.replace("`", ""),
        more.removesuffix("Any token.").strip().replace("`", ""),
        operation.get("x-scope") or "",
        tuple(_parameter(one) for one in operation["parameters"]),
        _example_of(description, operation.get("requestBody", {})),
        _example_of(description, operation["responses"][good]),
        ", ".join(statuses),
    )


def _parameter(one: dict[str, Any]) -> Parameter:
    kind = str(one["schema"].get("type", "")) or "/".join(
        part.get("type", "text") for part in one["schema"].get("anyOf", [{}])
    )
    text = words.PARAMETERS[one["name"]] if language() == "zh" else one.get("description", "")
    return Parameter(one["name"], one["in"], kind, bool(one["required"]), text)


def _example_of(description: dict[str, Any], content: dict[str, Any]) -> str:
    for media, given in content.get("content", {}).items():
        if media.endswith("json"):
            return json.dumps(_example(description, given["schema"], 0), ensure_ascii=False, indent=2)
        return str(media)
    return ""


def _example(description: dict[str, Any], schema: dict[str, Any], depth: int) -> Any:
    """An example of a form: its own, else made of those of its parts."""
    if "$ref" in schema:
        if depth > 6:
            return {}
        named = schema["$ref"].rpartition("/")[2]
        return _example(description, description["components"]["schemas"][named], depth + 1)
    if schema.get("examples"):
        return schema["examples"][0]
    if "default" in schema:
        return schema["default"]
    for word in ("anyOf", "allOf", "oneOf"):
        if word in schema:
            return _example(description, schema[word][0], depth)
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema:
        return {name: _example(description, one, depth) for name, one in schema["properties"].items()}
    if schema.get("type") == "array":
        return [] if depth > 3 else [_example(description, schema.get("items", {}), depth + 1)]
    return {"string": "…", "integer": 1, "boolean": True, "object": {}}.get(schema.get("type", ""))
