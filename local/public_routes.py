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

PASSWORD_FORM = {
    "type": "object",
    "properties": {"password": {"type": "string"}, "password_again": {"type": "string"}},
}


def _page(description: str) -> dict[str, Any]:
    return {"description": description, "content": HTML}


PUBLIC_PATHS: dict[str, Any] = {
    "/approve/{token}": {
        "parameters": [TOKEN],
        "get": {
            "operationId": "get_approval_page",
            "summary": "The products and the terms, and the form to accept them; afterwards the record",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": _page("The page."),
                "404": _page("An unknown, damaged or used-up link."),
                "410": _page("Revoked, superseded or expired."),
            },
        },
        "head": {
            "operationId": "head_approval_page",
            "summary": "As GET, without the page; never counts as a view",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {"description": "The page is there."},
                "404": {"description": "An unknown, damaged or used-up link."},
                "410": {"description": "Revoked, superseded or expired."},
            },
        },
        "post": {
            "operationId": "post_approval",
            "summary": "Accept, decline or ask for a change",
            "tags": ["public"],
            "security": [],
            "requestBody": {
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": APPROVAL_FORM}},
            },
            "responses": {
                "303": {"description": "Recorded: the same address now shows the record."},
                "404": _page("An unknown, damaged or used-up link."),
                "410": _page("Revoked, superseded or expired."),
                "413": _page("Too large."),
                "415": _page("Not a form."),
                "422": _page("The same page, each field's fault beside it."),
                "429": _page("Too many codes were sent within an hour."),
                "503": _page("A dependency is down: press once more."),
            },
        },
    },
    "/activate/{token}": {
        "parameters": [TOKEN],
        "get": {
            "operationId": "get_activation_page",
            "summary": "The form with which a user chooses a password",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": _page("The page."),
                "404": _page("An unknown, damaged or used-up link."),
            },
        },
        "head": {
            "operationId": "head_activation_page",
            "summary": "As GET, without the page",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {"description": "The page is there."},
                "404": {"description": "An unknown, damaged or used-up link."},
            },
        },
        "post": {
            "operationId": "post_activation",
            "summary": "Choose a password: the first one, which activates, or another",
            "tags": ["public"],
            "security": [],
            "requestBody": {
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": PASSWORD_FORM}},
            },
            "responses": {
                "303": {"description": "The password is set; the page that follows says how to sign in."},
                "404": _page("An unknown, damaged or used-up link."),
                "413": _page("Too large."),
                "415": _page("Not a form."),
                "422": _page("The same page, each field's fault beside it."),
                "503": _page("A dependency is down: press once more."),
            },
        },
    },
    "/rfi/{token}": {
        "parameters": [TOKEN],
        "get": {
            "operationId": "get_rfi_page",
            "summary": "The request for information as a form; once submitted, what was submitted",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": _page("The page."),
                "404": _page("An unknown, damaged or used-up link."),
            },
        },
        "head": {
            "operationId": "head_rfi_page",
            "summary": "As GET, without the page",
            "tags": ["public"],
            "security": [],
            "responses": {
                "200": {"description": "The page is there."},
                "404": {"description": "An unknown, damaged or used-up link."},
            },
        },
        "post": {
            "operationId": "post_rfi_form",
            "summary": "Save what is known so far, or submit it",
            "tags": ["public"],
            "security": [],
            "requestBody": {
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": RFI_FORM}},
            },
            "responses": {
                "303": {"description": "Saved or submitted: the same address shows it."},
                "404": _page("An unknown, damaged or used-up link."),
                "412": _page("Somebody else saved meanwhile: the same page, with what differs beside each field."),
                "413": _page("Too large."),
                "415": _page("Not a form."),
                "422": _page("The same page, each field's fault beside it."),
                "503": _page("A dependency is down: press once more."),
            },
        },
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
