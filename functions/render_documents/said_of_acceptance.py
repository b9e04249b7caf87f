"""The certificate of an acceptance: who accepted what, on which page, after what (A17)."""

from functions.render_documents.told import Said, Told


def said_of_acceptance(told: Told) -> Said:
    t, facts = told.t, told.facts
    last = len(facts["history"]) - 1
    return Said(
        statement=t(
            "evidence_stated",
            person=told.stated("selected"),
            title=facts["title"],
            customer=told.customer,
            when=told.when,
        ),
        facts=told.labelled(
            ("evidence_accepted_by", told.person("selected")),
            ("evidence_accepted_at", told.when),
            ("evidence_for", told.alone("customer", "name")),
            ("evidence_sent_to", told.person("addressee")),
            ("evidence_sent_by", told.sender()),
            ("evidence_code", t(f"evidence_code_{facts['code']}")),
            ("evidence_address", told.origin(last, "ip")),
            ("evidence_program", told.origin(last, "user_agent")),
        ),
        spoken=facts["language"],
        shown=told.shown(),
        terms=told.terms(),
        boxes=told.boxes(),
        button=t("evidence_button", button=facts["button"]),
        meaning=t("evidence_meaning_accepted"),
        hides=t("evidence_meaning_hides"),
        happened=told.happened(),
    )
