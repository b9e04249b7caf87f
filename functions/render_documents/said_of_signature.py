"""The certificate of a signature: on our own page, or at a provider that told us of it (D)."""

from functions.render_documents.agreed_tables import agreed_tables
from functions.render_documents.told import Said, Told

PROVIDERS = {"getaccept": "GetAccept"}
"""By what they call themselves; our own page is nobody's."""


def said_of_signature(told: Told) -> Said:
    t, facts = told.t, told.facts
    (signer,) = facts["signers"]
    provider, last = PROVIDERS.get(facts["provider"]), len(facts["history"]) - 1
    return Said(
        statement=t(
            "evidence_signed",
            person=told.stated(signer),
            title=facts["title"],
            customer=told.customer,
            when=told.when,
        ),
        facts=told.labelled(
            ("evidence_signed_by", told.person(signer)),
            ("evidence_signed_at", told.when),
            ("evidence_for", told.alone("customer", "name")),
            ("evidence_sent_by", told.sender()),
            ("evidence_provider", f"{provider} · {facts['provider_document_id']}" if provider else None),
            ("evidence_address", told.origin(last, "ip")),
            ("evidence_program", told.origin(last, "user_agent")),
        ),
        spoken=facts["language"] or t.locale,
        shown=told.shown(),
        terms=told.terms() if facts["document"] else None,
        boxes=told.boxes(),
        button=t("evidence_button", button=facts["button"]) if facts["button"] else None,
        agreed=agreed_tables(told),
        meaning=t("evidence_meaning_reported", provider=provider) if provider else t("evidence_meaning_signed"),
        hides=t("evidence_meaning_elsewhere", provider=provider) if provider else t("evidence_meaning_hides"),
        happened=told.happened(),
    )
