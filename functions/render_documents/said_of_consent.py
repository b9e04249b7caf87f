"""The certificate of a consent that was given otherwise than on a page, as the partner recorded it (D7)."""

from functions.render_documents.agreed_tables import agreed_tables
from functions.render_documents.told import Said, Told


def said_of_consent(told: Told) -> Said:
    t, facts = told.t, told.facts
    signed = facts["document"]
    return Said(
        statement=t(f"evidence_consented_{facts['how']}", title=facts["title"], customer=told.customer, when=told.when),
        facts=told.labelled(
            ("evidence_recorded_by", t("evidence_sender", sender=told.person("by"), partner=told.partner)),
            ("evidence_recorded_at", told.when),
            ("evidence_for", told.alone("customer", "name")),
            ("evidence_how", t(f"evidence_how_{facts['how']}")),
            ("document_id", signed["id"] if signed else None),
            ("evidence_record_of_it", signed["evidence"]["record_id"] if signed and signed["evidence"] else None),
        ),
        spoken=t.locale,
        agreed=agreed_tables(told),
        note=told.alone("note", "text") if facts["has_note"] else None,
        meaning=t("evidence_meaning_consented", partner=told.partner),
        hides=t("evidence_meaning_unheard"),
    )
