"""What a record says was agreed, as tables of lines and of jobs, with what they come to."""

from collections.abc import Mapping
from typing import Any

from functions.render_documents.sheet import Table
from functions.render_documents.told import Told
from shared.amounts import money_words, number_words
from shared.domain.locale import Locale
from shared.domain.money import Money

type Agreed = Mapping[str, Any]


def agreed_tables(told: Told) -> tuple[Table, ...]:
    agreed: Agreed = told.facts["agreed"]
    tables = (_lines(told, agreed), _jobs(told, agreed))
    return tuple(table for table in tables if table.lines)


def _lines(told: Told, agreed: Agreed) -> Table:
    t, total = told.t, agreed["total"]
    kinds = {line["billing"] for line in agreed["lines"]}
    return Table(
        title=t("evidence_agreed"),
        note=None,
        columns=tuple(t(name) for name in ("product", "quantity", "billing", "unit_price", "amount")),
        lines=tuple(_cells(line, t(line["billing"]), t.locale) for line in agreed["lines"]),
        sums=tuple(
            (t(f"total_{kind}"), money_words(Money(**total[kind]), t.locale))
            for kind in ("monthly", "one_time")
            if kind in kinds
        ),
    )


def _jobs(told: Told, agreed: Agreed) -> Table:
    t, jobs = told.t, agreed.get("jobs", ())
    return Table(
        title=t("jobs"),
        note=None,
        columns=tuple(t(name) for name in ("job", "quantity", "decision", "unit_price", "amount")),
        lines=tuple(_cells(job, t(f"job_{job['decision']}"), t.locale) for job in jobs),
        sums=((t("jobs_accepted"), money_words(Money(**agreed["total"]["jobs"]), t.locale)),) if jobs else (),
    )


def _cells(line: Agreed, words: str, locale: Locale) -> tuple[str | None, ...]:
    price = Money(**line["unit_price"])
    return (
        line["description"],
        None,
        number_words(line["quantity"], locale),
        words,
        money_words(price, locale),
        money_words(price.times(line["quantity"]), locale),
    )
