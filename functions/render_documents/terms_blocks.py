"""Terms as what they are made of: headings, paragraphs, lists, tables, for a template that knows how those look."""

from typing import Any

from markdown_it.tree import SyntaxTreeNode

from shared.markdown import to_tokens

type Part = dict[str, Any]
type Blocks = tuple[Part, ...]


def to_blocks(text: str) -> Blocks:
    """Each with its `kind`, as document.typ names them."""
    return _blocks(SyntaxTreeNode(to_tokens(text)).children)


def _blocks(nodes: list[SyntaxTreeNode]) -> Blocks:
    return tuple(_block(node) for node in nodes)


def _block(node: SyntaxTreeNode) -> Part:
    match node.type:
        case "heading":
            return {"kind": "heading", "level": int(node.tag[1:]), "parts": _words(node)}
        case "bullet_list":
            return {"kind": "points", "items": _items(node)}
        case "ordered_list":
            return {"kind": "numbers", "start": int(node.attrs.get("start", 1)), "items": _items(node)}
        case "blockquote":
            return {"kind": "quote", "blocks": _blocks(node.children)}
        case "fence" | "code_block":
            return {"kind": "code", "lines": tuple(node.content.rstrip("\n").split("\n"))}
        case "hr":
            return {"kind": "rule"}
        case "table":
            return _table(node)
    return {"kind": "paragraph", "parts": _words(node)}


def _items(node: SyntaxTreeNode) -> tuple[Blocks, ...]:
    return tuple(_blocks(item.children) for item in node.children)


def _table(node: SyntaxTreeNode) -> Part:
    head, *bodies = node.children
    rows = [row for body in bodies for row in body.children]
    return {
        "kind": "table",
        "head": tuple(_words(cell) for cell in head.children[0].children),
        "rows": tuple(tuple({"parts": _words(cell)} for cell in row.children) for row in rows),
    }


def _words(node: SyntaxTreeNode) -> Blocks:
    """Of a node that holds words; its children are one `inline`, or, within words, those themselves."""
    return tuple(part for child in node.children for part in _parts(child))


def _parts(node: SyntaxTreeNode) -> Blocks:
    match node.type:
        case "inline":
            return _words(node)
        case "text":
            return ({"kind": "text", "text": node.content},)
        case "code_inline":
            return ({"kind": "code", "text": node.content},)
        case "softbreak":
            return ({"kind": "text", "text": " "},)
        case "hardbreak":
            return ({"kind": "break"},)
        case "strong":
            return ({"kind": "strong", "parts": _words(node)},)
        case "em":
            return ({"kind": "emphasis", "parts": _words(node)},)
        case "link":
            return ({"kind": "link", "to": str(node.attrs["href"]), "parts": _words(node)},)
    raise ValueError(f"Terms hold something of the type {node.type}.")
