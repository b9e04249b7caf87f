"""The public routes as the OpenAPI document tells them: pages behind a link, and what needs no sign-in."""

from typing import Any

HTML = {"text/html": {"schema": {"type": "string"}}}
TOKEN = {"name": "token", "in": "path", "required": True, "schema": {"type": "string"}}

APPROVAL_FORM = {
    "type": "object",
    "properties": {
        "terms_accepted": {"type": "string"},
        "authorized": {"type": "string"},
        "contact_id": {"type": "string"},
        "code": {"type": "string"},
        "decision": {"enum": ["accept", "decline", "request_change"]},
        "reason": {"type": "string"},
    },
}

RFI_FORM = {
    "type": "object",
    "description": "The RFI's own names, dotted; one entry per line in lists. Without `decision` it is saved.",
    "properties": {"decision": {"enum": ["save", "submit"]}},
    "additionalProperties": {"type": "string"},
}

SIGNING_FORM = {
    "type": "object",
    "description": "Each job has its own `job_{id}`: accept or decline.",
    "properties": {
        "options": {"type": "array", "items": {"type": "string"}},
        "decision": {"enum": ["sign", "decline"]},
        "reason": {"type": "string"},
    },
    "additionalProperties": {"enum": ["accept", "decline"]},
}

VERIFY_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "The certificate, a PDF of at most 1 MB."},
        "lang": {"enum": ["en", "sv"]},
    },
}

VERIFICATION = {
    "type": "object",
    "required": ["outcome", "record_id", "details"],
    "properties": {
        "outcome": {"enum": ["verified", "altered", "unknown"]},
        "record_id": {"type": ["string", "null"]},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["check", "result", "text", "names"],
                "properties": {
                    "check": {"type": "string"},
                    "result": {"enum": ["passed", "failed", "not_possible"]},
                    "text": {"type": "string"},
                    "names": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}

PASSWORD_FORM = {
    "type": "object",
    "properties": {"password": {"type": "string"}, "password_again": {"type": "string"}},
}


def _page(description: str) -> dict[str, Any]:
    return {"description": description, "content": HTML}


UNKNOWN = "An unknown, damaged or used-up link."


def _behind_a_link(
    *,
    get: tuple[str, str],
    head: tuple[str, str],
    post: tuple[str, str],
    form: dict[str, Any],
    taken: str,
    closed: str | None = None,
    refusals: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A page with a form: `get`, `head` and `post` are operation and summary, `taken` is said of a form that was good.

    `closed` says when its link is answered with 410.
    """
    gone = {"404": UNKNOWN, **({"410": closed} if closed else {})}
    faulty = {
        **gone,
        "413": "Too large.",
        "415": "Not a form.",
        "422": "The same page, each field's fault beside it.",
        "503": "A dependency is down: press once more.",
        **(refusals or {}),
    }
    return {
        "parameters": [TOKEN],
        "get": _open_operation(*get, {"200": _page("The page."), **{code: _page(why) for code, why in gone.items()}}),
        "head": _open_operation(
            *head, {code: {"description": why} for code, why in {"200": "The page is there.", **gone}.items()}
        ),
        "post": _open_operation(
            *post, {"303": {"description": taken}, **{code: _page(faulty[code]) for code in sorted(faulty)}}, form
        ),
    }


def _open_operation(
    operation: str, summary: str, responses: dict[str, Any], form: dict[str, Any] | None = None
) -> dict[str, Any]:
    content = {"application/x-www-form-urlencoded": {"schema": form}}
    return {
        "operationId": operation,
        "summary": summary,
        "tags": ["public"],
        "security": [],
        **({"requestBody": {"required": True, "content": content}} if form else {}),
        "responses": responses,
    }


def _verification(description: str) -> dict[str, Any]:
    """A page, or JSON for whoever accepts that and no HTML."""
    return {"description": description, "content": {**HTML, "application/json": {"schema": VERIFICATION}}}


PUBLIC_PATHS: dict[str, Any] = {
    "/approve/{token}": _behind_a_link(
        get=(
            "get_approval_page",
            "The products and the terms, and the form to accept them; afterwards the record",
        ),
        head=("head_approval_page", "As GET, without the page; never counts as a view"),
        post=("post_approval", "Accept, decline or ask for a change"),
        form=APPROVAL_FORM,
        taken="Recorded: the same address now shows the record.",
        closed="Revoked, superseded or expired.",
        refusals={"429": "Too many codes were sent within an hour."},
    ),
    "/sign/{token}": _behind_a_link(
        get=("get_signing_page", "What is to be signed, and the form to sign it; afterwards the record"),
        head=("head_signing_page", "As GET, without the page; never counts as a view"),
        post=("post_signing", "Sign, with what is chosen of it, or decline"),
        form=SIGNING_FORM,
        taken="Recorded: the same address now shows the record.",
        closed="Cancelled, expired, or never delivered.",
    ),
    "/activate/{token}": _behind_a_link(
        get=("get_activation_page", "The form with which a user chooses a password"),
        head=("head_activation_page", "As GET, without the page"),
        post=("post_activation", "Choose a password: the first one, which activates, or another"),
        form=PASSWORD_FORM,
        taken="The password is set; the page that follows says how to sign in.",
    ),
    "/rfi/{token}": _behind_a_link(
        get=("get_rfi_page", "The request for information as a form; once submitted, what was submitted"),
        head=("head_rfi_page", "As GET, without the page"),
        post=("post_rfi_form", "Save what is known so far, or submit it"),
        form=RFI_FORM,
        taken="Saved or submitted: the same address shows it.",
        refusals={"412": "Somebody else saved meanwhile: the same page, with what differs beside each field."},
    ),
    "/verify": {
        "get": _open_operation("get_verify_page", "The form to check a certificate with", {"200": _page("The page.")}),
        "post": {
            **_open_operation(
                "post_verify",
                "Check a certificate: whether it is as it was sealed, and what of it isn't",
                {
                    "200": _verification("What was found."),
                    "400": _page("The form can't be read."),
                    "413": _verification("The file is too large."),
                    "415": _page("Not a form with a file."),
                    "422": _verification("There is no file in the form."),
                    "503": _page("A dependency is down: try again."),
                },
            ),
            "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": VERIFY_FORM}}},
        },
    },
    "/verify/{record_id}": {
        "parameters": [{"name": "record_id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": _open_operation(
            "get_verified_record",
            "What is kept under a record's number, and whether it passes its checks; nobody is named in it",
            {
                "200": _verification("It is kept."),
                "404": _verification("There is none of that number."),
                "503": _page("A dependency is down: try again."),
            },
        ),
    },
    "/webhooks/getaccept/{secret}": {
        "parameters": [{"name": "secret", "in": "path", "required": True, "schema": {"type": "string"}}],
        "post": {
            "operationId": "post_getaccept_webhook",
            "summary": "GetAccept says that something happened to a document; its status is read back",
            "tags": ["public"],
            "security": [],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"type": "object", "additionalProperties": True}}},
            },
            "responses": {
                "204": {"description": "Taken; what it says of no document of ours is taken too."},
                "404": {"description": "No such address was ever given."},
                "503": {"description": "It can't be taken now: send it again."},
            },
        },
    },
    "/.well-known/evidence-key.pem": {
        "get": {
            "operationId": "get_evidence_key",
            "summary": "The public key that evidence records and their checkpoints are sealed with",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {"description": "It.", "content": {"text/plain": {"schema": {"type": "string"}}}},
                "503": _page("A dependency is down: ask again."),
            },
        }
    },
    "/.well-known/workspace-keys.json": {
        "get": {
            "operationId": "get_workspace_keys",
            "summary": "The public keys that links into the distributor's workspace are signed with (a JWK Set)",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {
                    "description": "They are.",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["keys"],
                                "properties": {"keys": {"type": "array", "items": {"type": "object"}}},
                            }
                        }
                    },
                }
            },
        }
    },
    "/health": {
        "get": {
            "operationId": "get_health",
            "summary": "Whether the edge answers",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {
                    "description": "It does.",
                    "content": {
                        "application/json": {"schema": {"type": "object", "properties": {"status": {"const": "ok"}}}}
                    },
                }
            },
        }
    },
    "/logos/{partner_id}/{file}": {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in ("partner_id", "file")
        ],
        "get": {
            "operationId": "get_logo",
            "summary": "A partner's logo, as `logo.url` of the partner has it",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {"description": "The picture.", "content": {"image/png": {}, "image/jpeg": {}}},
                "404": _page("There is no such logo."),
                "503": _page("A dependency is down: ask again."),
            },
        },
    },
    "/openapi.json": {
        "get": {
            "operationId": "get_openapi",
            "summary": "This document",
            "tags": ["public"],
            "security": [],
            "responses": {"200": {"description": "It.", "content": {"application/json": {"schema": {}}}}},
        }
    },
}
