"""What the template tells the code. Nothing else reads the environment."""

import os
from dataclasses import dataclass, fields
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is the environment variable of its name, in capitals.

    `public_url` is the origin of emailed links; `signing_keys_secret` names the secret whose JSON maps key
    numbers to keys; `mail_sender` is the From address; `exports_queue` is an address too;
    `signing_accounts_secrets` begins the names of the secrets that `secrets_key` encrypts.
    """

    table_name: str
    public_url: str
    signing_keys_secret: str
    mail_sender: str
    mail_configuration_set: str
    exports_bucket: str
    documents_bucket: str
    exports_queue: str
    assets_bucket: str
    user_pool_id: str
    user_pool_client_id: str
    workspace_key: str
    evidence_key: str
    evidence_bucket: str
    render_function: str
    signing_queue: str
    getaccept_base_url: str
    signing_accounts_secrets: str
    secrets_key: str


@cache
def settings() -> Settings:
    """Raises KeyError naming the variable that the template forgot."""
    return Settings(**{field.name: os.environ[field.name.upper()] for field in fields(Settings)})
