"""Which adapter stands behind each port. Clients are made once for a process, of one session."""

import hashlib
import json
import os
import time
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from shared.adapters.dynamodb.attachments import DynamoAttachments
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, DynamoDueConfirmations
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.digital_documents import DynamoDigitalDocuments, DynamoDueDocuments
from shared.adapters.dynamodb.distributor_records import DynamoDistributorRecords
from shared.adapters.dynamodb.envelopes import DynamoDueEnvelopes, DynamoEnvelopes
from shared.adapters.dynamodb.exports import DynamoExports
from shared.adapters.dynamodb.orders import DynamoOrderDirectory, DynamoOrders
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.partners import DynamoPartnerDirectory, DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.receipts import DynamoKeptAnswers
from shared.adapters.dynamodb.rfis import DynamoDueRfis, DynamoRfis
from shared.adapters.dynamodb.sessions import DynamoSessions
from shared.adapters.dynamodb.signing_accounts import DynamoDueAccounts, DynamoSigningAccounts
from shared.adapters.dynamodb.statistics import DynamoStatistics
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.partner import SigningProvider
from shared.domain.signing_keys import SigningKeys
from shared.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from urllib3 import PoolManager

    from shared.adapters.cognito_accounts import CognitoAccounts
    from shared.adapters.cognito_sign_in import CognitoSignIn
    from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints, DynamoWaitingEvidence
    from shared.adapters.dynamodb.evidence import DynamoEvidence, DynamoShownParts
    from shared.adapters.dynamodb.evidence_keeping import DynamoDueKeeping, DynamoEvidenceKeeping
    from shared.adapters.dynamodb.evidence_registry import DynamoEvidenceRegistry
    from shared.adapters.dynamodb.offer_drafts import DynamoOfferDrafts
    from shared.adapters.dynamodb.partnerships import DynamoPartnerships
    from shared.adapters.dynamodb.recipients import DynamoRecipients
    from shared.adapters.dynamodb.sign_in_tries import DynamoSignInTries
    from shared.adapters.dynamodb.status_checks import DynamoStatusChecks
    from shared.adapters.kms import KmsSigner
    from shared.adapters.lambda_renderings import LambdaRenderings
    from shared.adapters.pades import PadesSeal
    from shared.adapters.s3 import S3Assets, S3Files
    from shared.adapters.s3_certificates import S3Certificates
    from shared.adapters.s3_documents import S3Documents
    from shared.adapters.ses import SesMailer
    from shared.adapters.signing.credentials import SecretsManagerCredentials
    from shared.adapters.signing.getaccept import GetAccept
    from shared.adapters.signing.getaccept_session import Standings
    from shared.adapters.sns import SnsTexter
    from shared.adapters.sqs import SqsExportQueue
    from shared.adapters.sqs_signing import SqsSigningQueue
    from shared.domain.digital_document import DigitalDocument
    from shared.domain.tenant import Tenant
    from shared.evidence.public_keys import PublicKeys
    from shared.ports import Services, SigningConnection, SigningService

RETRIES = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
# A link to a file that is encrypted with our key must be signed this way, and name the region of its bucket:
# elsewhere a new bucket is not known yet.
SIGNED = RETRIES.merge(Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


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


def kept_answers(tenant: "Tenant") -> DynamoKeptAnswers:
    return DynamoKeptAnswers(_table(), tenant, now)


def distributor_records(tenant: "Tenant") -> DynamoDistributorRecords:
    return DynamoDistributorRecords(_table(), tenant, customers(tenant))


def partners(tenant: "Tenant") -> DynamoPartners:
    return DynamoPartners(_table(), tenant)


def partner_directory() -> DynamoPartnerDirectory:
    return DynamoPartnerDirectory(_table())


def products(tenant: "Tenant") -> DynamoProducts:
    return DynamoProducts(_table(), tenant)


def quotes(tenant: "Tenant") -> DynamoQuotes:
    return DynamoQuotes(_table(), tenant, now)


def orders(tenant: "Tenant") -> DynamoOrders:
    return DynamoOrders(_table(), tenant, customers(tenant), now)


def order_directory() -> DynamoOrderDirectory:
    return DynamoOrderDirectory(_table())


def rfis(tenant: "Tenant") -> DynamoRfis:
    return DynamoRfis(_table(), tenant, orders(tenant))


def due_rfis() -> DynamoDueRfis:
    return DynamoDueRfis(_table())


def digital_documents(tenant: "Tenant") -> DynamoDigitalDocuments:
    return DynamoDigitalDocuments(_table(), tenant, now)


def due_documents() -> DynamoDueDocuments:
    return DynamoDueDocuments(_table())


def envelopes(tenant: "Tenant") -> DynamoEnvelopes:
    return DynamoEnvelopes(_table(), tenant)


def due_envelopes() -> DynamoDueEnvelopes:
    return DynamoDueEnvelopes(_table())


def signing_accounts(tenant: "Tenant") -> DynamoSigningAccounts:
    return DynamoSigningAccounts(_table(), tenant)


def due_accounts() -> DynamoDueAccounts:
    return DynamoDueAccounts(_table())


def signing_services(tenant: "Tenant") -> "Services":
    """The tenant's account at each provider; made where it is asked for."""
    makers: dict[SigningProvider, Callable[[Tenant], SigningService]] = {
        SigningProvider.BUILTIN: _builtin,
        SigningProvider.GETACCEPT: _getaccept,
    }
    return lambda provider: makers[provider](tenant)


def _builtin(tenant: "Tenant") -> "SigningService":
    from shared.adapters.signing.builtin import Builtin

    return Builtin(tenant, envelopes(tenant), document_pdfs(), now)


def _getaccept(tenant: "Tenant") -> "GetAccept":
    from shared.adapters.signing.credentials import credentials_of
    from shared.adapters.signing.getaccept import GetAccept
    from shared.adapters.signing.getaccept_session import GetAcceptSession

    session = GetAcceptSession(
        settings().getaccept_base_url,
        credentials_of(tenant, signing_secrets()),
        pool=_getaccept_pool(),
        standings=_getaccept_standings(),
        now=now,
        random_bytes=random_bytes,
        sleep=time.sleep,
    )
    return GetAccept(session)


@cache
def _getaccept_pool() -> "PoolManager":
    from urllib3 import PoolManager

    return PoolManager(num_pools=4, maxsize=4)


@cache
def _getaccept_standings() -> "Standings":
    return {}


def signing_connection(tenant: "Tenant") -> "SigningConnection":
    """The tenant's account at GetAccept: our own page needs none."""
    return _getaccept(tenant)


@cache
def signing_secrets() -> "SecretsManagerCredentials":
    from shared.adapters.signing.credentials import SecretsManagerCredentials

    client = _session().client("secretsmanager", config=RETRIES)
    return SecretsManagerCredentials(client, settings().signing_accounts_secrets, settings().secrets_key, now)


def provider_page(document: "DigitalDocument") -> str | None:
    """The provider's own page of a document (D5): a whole address, or a path below ours; None before it has one."""
    from shared.adapters.signing.pages import page_of

    return page_of(document, settings().getaccept_base_url)


def status_checks(tenant: "Tenant") -> "DynamoStatusChecks":
    from shared.adapters.dynamodb.status_checks import DynamoStatusChecks

    return DynamoStatusChecks(_table(), tenant)


@cache
def signing_queue() -> "SqsSigningQueue":
    from shared.adapters.sqs_signing import SqsSigningQueue

    return SqsSigningQueue(_session().client("sqs", config=RETRIES), settings().signing_queue)


def terms(tenant: "Tenant") -> DynamoTermsLibrary:
    return DynamoTermsLibrary(_table(), tenant, now)


def users(tenant: "Tenant") -> DynamoUsers:
    return DynamoUsers(_table(), tenant, now)


def sessions() -> DynamoSessions:
    return DynamoSessions(_table())


def sign_in_tries() -> "DynamoSignInTries":
    from shared.adapters.dynamodb.sign_in_tries import DynamoSignInTries

    return DynamoSignInTries(_table())


@cache
def sign_in_service() -> "CognitoSignIn":
    from shared.adapters.cognito_sign_in import CognitoSignIn

    public = RETRIES.merge(Config(signature_version=UNSIGNED))
    return CognitoSignIn(_session().client("cognito-idp", config=public), settings().user_pool_client_id)


def statistics(tenant: "Tenant") -> DynamoStatistics:
    return DynamoStatistics(_table(), tenant)


def exports(tenant: "Tenant") -> DynamoExports:
    return DynamoExports(_table(), tenant, now)


@cache
def export_queue() -> "SqsExportQueue":
    from shared.adapters.sqs import SqsExportQueue

    return SqsExportQueue(_session().client("sqs", config=RETRIES), settings().exports_queue)


@cache
def files() -> "S3Files":
    from shared.adapters.s3 import S3Files

    return S3Files(_session().client("s3", config=SIGNED), settings().exports_bucket)


def attachments(tenant: "Tenant") -> DynamoAttachments:
    return DynamoAttachments(_table(), tenant, customers(tenant))


@cache
def documents() -> "S3Documents":
    from shared.adapters.s3_documents import S3Documents

    return S3Documents(_session().client("s3", config=SIGNED), settings().documents_bucket)


def addenda() -> "LambdaRenderings":
    return _renderings()


def document_pdfs() -> "LambdaRenderings":
    return _renderings()


def certificates() -> "LambdaRenderings":
    return _renderings()


@cache
def _renderings() -> "LambdaRenderings":
    """One attempt, ended before the lease of the message that waits for it is over."""
    from shared.adapters.lambda_renderings import LambdaRenderings

    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=20)
    return LambdaRenderings(_session().client("lambda", config=once), settings().render_function, documents())


@cache
def assets() -> "S3Assets":
    from shared.adapters.s3 import S3Assets

    return S3Assets(_session().client("s3", config=RETRIES), settings().assets_bucket)


def partnerships(tenant: "Tenant") -> "DynamoPartnerships":
    from shared.adapters.dynamodb.partnerships import DynamoPartnerships

    return DynamoPartnerships(_table(), tenant, now)


def offer_drafts(tenant: "Tenant") -> "DynamoOfferDrafts":
    from shared.adapters.dynamodb.offer_drafts import DynamoOfferDrafts

    return DynamoOfferDrafts(_table(), tenant)


def recipients() -> "DynamoRecipients":
    from shared.adapters.dynamodb.recipients import DynamoRecipients

    return DynamoRecipients(_table())


def evidence_records(tenant: "Tenant") -> "DynamoEvidence":
    from shared.adapters.dynamodb.evidence import DynamoEvidence

    return DynamoEvidence(_table(), tenant)


def checkpoints(tenant: "Tenant") -> "DynamoCheckpoints":
    from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints

    return DynamoCheckpoints(_table(), tenant)


def waiting_evidence() -> "DynamoWaitingEvidence":
    from shared.adapters.dynamodb.checkpoints import DynamoWaitingEvidence

    return DynamoWaitingEvidence(_table())


def evidence_registry() -> "DynamoEvidenceRegistry":
    from shared.adapters.dynamodb.evidence_registry import DynamoEvidenceRegistry

    return DynamoEvidenceRegistry(_table())


@cache
def evidence_public_keys() -> "PublicKeys":
    """Raises Unavailable."""
    from shared.evidence.public_keys import PublicKeys

    return PublicKeys.from_der(evidence_signer().public_key)


def evidence_keeping(tenant: "Tenant") -> "DynamoEvidenceKeeping":
    from shared.adapters.dynamodb.evidence_keeping import DynamoEvidenceKeeping

    return DynamoEvidenceKeeping(_table(), tenant)


def due_keeping() -> "DynamoDueKeeping":
    from shared.adapters.dynamodb.evidence_keeping import DynamoDueKeeping

    return DynamoDueKeeping(_table())


@cache
def certificate_files() -> "S3Certificates":
    from shared.adapters.s3_certificates import S3Certificates

    return S3Certificates(_session().client("s3", config=RETRIES), settings().documents_bucket)


@cache
def shown_parts() -> "DynamoShownParts":
    from shared.adapters.dynamodb.evidence import DynamoShownParts

    return DynamoShownParts(_table())


def outbox() -> DynamoOutbox:
    return DynamoOutbox(_table())


@cache
def accounts() -> "CognitoAccounts":
    from shared.adapters.cognito_accounts import CognitoAccounts

    return CognitoAccounts(_session().client("cognito-idp", config=RETRIES), settings().user_pool_id, random_bytes)


@cache
def workspace_signer() -> "KmsSigner":
    from shared.adapters.kms import KmsSigner

    return KmsSigner(_session().client("kms", config=RETRIES), settings().workspace_key)


@cache
def evidence_signer() -> "KmsSigner":
    from shared.adapters.kms import KmsSigner

    return KmsSigner(_session().client("kms", config=RETRIES), settings().evidence_key)


@cache
def pdf_seal() -> "PadesSeal":
    """With the certificate that was made for the key when it was first used. Raises Unavailable."""
    from shared.adapters.pades import PadesSeal, make_certificate

    signer, kept = evidence_signer(), documents()
    key = f"seals/{hashlib.sha256(signer.public_key).hexdigest()}.der"
    certificate = kept.find(key)
    if certificate is None:
        made = make_certificate(signer, now=now())
        certificate = kept.keep(key, made, content_type="application/pkix-cert")
    return PadesSeal(signer, certificate)


@cache
def evidence_archive() -> "S3Documents":
    from shared.adapters.s3_documents import S3Documents

    return S3Documents(_session().client("s3", config=RETRIES), settings().evidence_bucket)


@cache
def texter() -> "SnsTexter":
    from shared.adapters.sns import SnsTexter

    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=10)
    return SnsTexter(_session().client("sns", config=once))


@cache
def mailer() -> "SesMailer":
    from shared.adapters.ses import SesMailer

    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=10)
    return SesMailer(
        _session().client("sesv2", config=once),
        sender=settings().mail_sender,
        configuration_set=settings().mail_configuration_set,
    )
