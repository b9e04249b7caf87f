"""The API's documentation as a page, made from the OpenAPI document that the code generates."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from functions.site.portal import FOLDER
from shared.domain.locale import Locale
from shared.web.render import create_templates, page_texts

GROUPS = ("partner", "storefront", "distributor", "public")
LIMITS = {
    "minLength": "≥ {} characters",
    "maxLength": "≤ {} characters",
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "minItems": "≥ {} items",
    "maxItems": "≤ {} items",
    "default": "default {}",
}

_templates = create_templates(FOLDER)

type Document = dict[str, Any]


def docs_page(document: Document, locale: Locale) -> str:
    t = page_texts(FOLDER, locale)
    other = next(one for one in Locale if one is not locale)
    return _templates.get_template("docs.html").render(
        t=t,
        other=page_texts(FOLDER, other),
        document=document,
        groups=list(_groups(document)),
        schemas=document["components"]["schemas"],
        fields_of=_fields_of,
        words=_words,
    )


def _groups(document: Document) -> Iterator[tuple[str, list[Document]]]:
    """The operations of each kind of caller, in the order of the document."""
    operations = [
        {"method": method.upper(), "path": path, "parameters": [], **it, "body": _body(it)}
        for path, methods in document["paths"].items()
        for method, it in methods.items()
        if method != "parameters"
    ]
    for group in GROUPS:
        found = [operation for operation in operations if group in operation["tags"]]
        if found:
            yield group, found


def _body(holder: Document) -> Document | None:
    """The schema of a request's or an answer's content, where it has one."""
    content = holder.get("requestBody", holder).get("content", {})
    return next((dict(it["schema"]) for it in content.values() if it.get("schema")), None)


def _fields_of(schema: Document) -> list[tuple[str, bool, Document]]:
    """Name, whether it must be there, and schema of each field."""
    required = set(schema.get("required", ()))
    return [(name, name in required, field) for name, field in schema.get("properties", {}).items()]


def _words(schema: Document) -> Markup:
    """A type in a line: `string, ≤ 200 characters`, `list of` a link to what it holds."""
    match schema:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            return Markup('<a href="#schema-{}">{}</a>').format(name, name)
        case {"anyOf": list(kinds)} | {"oneOf": list(kinds)}:
            return Markup(" <em>or</em> ").join(map(_words, kinds))
        case {"enum": values} | {"const": values}:
            each = values if isinstance(values, list) else [values]
            return Markup(" <em>or</em> ").join(Markup("<code>{}</code>").format(value) for value in each)
        case {"type": "array", "items": dict(item)}:
            return Markup("list of {}{}").format(_words(item), _limits(schema))
        case _:
            return Markup("{}{}").format(schema.get("format") or schema.get("type", "anything"), _limits(schema))


def _limits(schema: Document) -> str:
    found = [words.format(schema[name]) for name, words in LIMITS.items() if schema.get(name) is not None]
    return "".join(f", {limit}" for limit in found)
