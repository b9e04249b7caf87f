"""Which adapter stands behind each port. Clients are made once for a process, of one session."""

import json
import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters.dynamodb.confirmations import DynamoConfirmations, DynamoDueConfirmations
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.signing_keys import SigningKeys
from shared.settings import settings

if TYPE_CHECKING:
    from shared.adapters.ses import SesMailer
    from shared.domain.tenant import Tenant

RETRIES = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)


def now() -> datetime:
    return datetime.now(UTC)


def random_bytes(count: int) -> bytes:
    return os.urandom(count)


@cache
def _session() -> boto3.Session:
    return boto3.Session()


@cache
def _table() -> DynamoTable:
    return DynamoTable(_session().client("dynamodb", config=RETRIES), settings().table_name)


@cache
def signing_keys() -> SigningKeys:
    """Read once for a process: a rotated key is seen by the next one, and the old one still verifies."""
    client = _session().client("secretsmanager", config=RETRIES)
    secret = client.get_secret_value(SecretId=settings().signing_keys_secret)["SecretString"]
    return SigningKeys({int(number): key.encode() for number, key in json.loads(secret).items()})


def confirmations(tenant: "Tenant") -> DynamoConfirmations:
    return DynamoConfirmations(_table(), tenant, now)


def due_confirmations() -> DynamoDueConfirmations:
    return DynamoDueConfirmations(_table())


def customers(tenant: "Tenant") -> DynamoCustomers:
    return DynamoCustomers(_table(), tenant, now)


def partners(tenant: "Tenant") -> DynamoPartners:
    return DynamoPartners(_table(), tenant)


def products(tenant: "Tenant") -> DynamoProducts:
    return DynamoProducts(_table(), tenant)


def quotes(tenant: "Tenant") -> DynamoQuotes:
    return DynamoQuotes(_table(), tenant, now)


def terms(tenant: "Tenant") -> DynamoTermsLibrary:
    return DynamoTermsLibrary(_table(), tenant, now)


def outbox() -> DynamoOutbox:
    return DynamoOutbox(_table())


@cache
def mailer() -> "SesMailer":
    from shared.adapters.ses import SesMailer

    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=10)
    return SesMailer(
        _session().client("sesv2", config=once),
        sender=settings().mail_sender,
        configuration_set=settings().mail_configuration_set,
    )
