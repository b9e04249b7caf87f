"""What a page showed, read from its HTML."""

from functions.render_documents.shown_blocks import shown_blocks


def test_headings_lines_and_tables_are_read_in_their_order() -> None:
    html = """<section id="s"><h2 class="x">What is
    included</h2><table><thead><tr><th>Product</th><th>Quantity</th></tr></thead>
    <tbody><tr><th scope="row">Backup <span class="mark">optional</span></th><td>1&nbsp;200</td></tr></tbody></table>
    <p>Users: <strong>25</strong></p></section>"""

    assert shown_blocks(html) == (
        {"kind": "heading", "text": "What is included"},
        {"kind": "table", "rows": [["Product", "Quantity"], ["Backup (optional)", "1 200"]]},
        {"kind": "line", "text": "Users: 25"},
    )


def test_what_was_written_as_text_is_text() -> None:
    assert shown_blocks("<p>&lt;/p&gt;&amp;amp; &#39;a&#39; <b>b</b></p>") == (
        {"kind": "line", "text": "</p>&amp; 'a' b"},
    )


def test_no_word_is_lost_outside_of_what_is_known() -> None:
    assert shown_blocks("<div>Left <span>over</span> <i>words</i></div>") == (
        {"kind": "line", "text": "Left over words"},
    )


def test_rows_are_as_wide_as_the_widest() -> None:
    assert shown_blocks("<table><tr><th>a</th></tr><tr><td>b</td><td>c</td></tr></table>") == (
        {"kind": "table", "rows": [["a", ""], ["b", "c"]]},
    )
