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
    """Without headings over nothing: a reader that goes by them would find no words."""
    return tuple(_block(node) for node in nodes if node.type != "heading" or _is_worded(node))


def _is_worded(node: SyntaxTreeNode) -> bool:
    return any(deeper.content.strip() for deeper in node.walk())


def _block(node: SyntaxTreeNode) -> Part:
    part: Part
    match node.type:
        case "heading":
            part = {"kind": "heading", "level": int(node.tag[1:]), "parts": _words(node)}
        case "bullet_list":
            part = {"kind": "points", "items": _items(node)}
        case "ordered_list":
            part = {"kind": "numbers", "start": int(node.attrs.get("start", 1)), "items": _items(node)}
        case "blockquote":
            part = {"kind": "quote", "blocks": _blocks(node.children)}
        case "fence" | "code_block":
            part = {"kind": "code", "lines": tuple(node.content.rstrip("\n").split("\n"))}
        case "hr":
            part = {"kind": "rule"}
        case "table":
            part = _table(node)
        case _:
            part = {"kind": "paragraph", "parts": _words(node)}
    return part


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
    """Of a node that holds words; those of a block stand one deeper."""
    held = [deeper for child in node.children for deeper in (child.children if child.type == "inline" else [child])]
    return tuple(map(_part, held))


def _part(node: SyntaxTreeNode) -> Part:
    part: Part
    match node.type:
        case "code_inline":
            part = {"kind": "code", "text": node.content}
        case "softbreak":
            part = {"kind": "text", "text": " "}
        case "hardbreak":
            part = {"kind": "break"}
        case "strong":
            part = {"kind": "strong", "parts": _words(node)}
        case "em":
            part = {"kind": "emphasis", "parts": _words(node)}
        case "link":
            part = {"kind": "link", "to": str(node.attrs["href"]), "parts": _words(node)}
        case _:
            part = {"kind": "text", "text": node.content}
    return part
