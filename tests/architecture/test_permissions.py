"""The watch over permissions lets pass what a role allows, and nothing else."""

from typing import Any

import pytest

from tests.support.account import ENVIRONMENT
from tests.support.permissions import NotPermitted, acting_function, needs, require
from tests.support.template import ROOT

PARTNERS_ROW = {"pk": {"S": "PARTNER#par_1"}, "sk": {"S": "PARTNER"}}
MESSAGE = {"pk": {"S": "OUTBOX#par_1#msg_1"}, "sk": {"S": "MESSAGE"}}
ADDENDUM = {"Bucket": "test-documents", "Key": "addenda/a/b"}
CERTIFICATE = {"Bucket": "test-documents", "Key": "certificates/a/b"}
A_CERTIFICATE = {"Bucket": "test-documents", "Key": "certificates/a/b"}
CERTIFICATES = {"Bucket": "test-documents", "Prefix": "certificates/a/b"}
CHECKPOINT = {"Bucket": "test-evidence", "Key": "checkpoints/a/1.json"}
A_PARTNERS_SECRET = "test/signing-accounts/par_1"
PUT_MESSAGE = {"TransactItems": [{"Put": {"Item": MESSAGE}}]}


def query(index: str, partition: str) -> dict[str, Any]:
    values = {":partition": {"S": partition}}
    return {"IndexName": index, "KeyConditionExpression": "a = :partition", "ExpressionAttributeValues": values}


def asks(function: str, operation: str, parameters: dict[str, Any]) -> None:
    for need in needs(operation, parameters):
        require(function, need)


@pytest.mark.parametrize(
    ("function", "operation", "parameters"),
    [
        pytest.param("deliver_messages", "GetItem", {"Key": MESSAGE}, id="a-row"),
        pytest.param("send_confirmation", "TransactWriteItems", PUT_MESSAGE, id="a-write-in-a-transaction"),
        pytest.param("customers", "BatchGetItem", {"RequestItems": {"t": {"Keys": [PARTNERS_ROW]}}}, id="a-batch"),
        pytest.param("deliver_messages", "Query", query("due", "OUTBOX#3"), id="an-index"),
        pytest.param("export_lists", "PutObject", {"Bucket": "test-exports", "Key": "exports/a/b"}, id="a-file"),
        pytest.param("deliver_messages", "GetObject", ADDENDUM, id="a-document"),
        pytest.param("deliver_messages", "GetObject", CERTIFICATE, id="a-certificate"),
        pytest.param("deliver_messages", "Invoke", {"FunctionName": "f"}, id="another-function"),
        pytest.param("partners", "PutObject", {"Bucket": "test-assets", "Key": "logos/a/b"}, id="an-asset"),
        pytest.param("site", "GetObject", {"Bucket": "test-assets", "Key": "logos/a/b"}, id="an-asset-shown"),
        pytest.param("export_lists", "SendMessage", {"QueueUrl": ENVIRONMENT["EXPORTS_QUEUE"]}, id="a-queue"),
        pytest.param(
            "poll_status", "SendMessageBatch", {"QueueUrl": ENVIRONMENT["SIGNING_QUEUE"]}, id="a-queue-of-ten"
        ),
        pytest.param("deliver_messages", "Publish", {"PhoneNumber": "+46701234567"}, id="a-phone"),
        pytest.param("quotes", "GetSecretValue", {"SecretId": "keys"}, id="a-secret"),
        pytest.param("partners", "CreateSecret", {"Name": A_PARTNERS_SECRET}, id="a-partners-secret-made"),
        pytest.param("partners", "PutSecretValue", {"SecretId": A_PARTNERS_SECRET}, id="a-partners-secret-kept"),
        pytest.param("poll_status", "GetSecretValue", {"SecretId": A_PARTNERS_SECRET}, id="a-partners-secret-read"),
        pytest.param("workspace_links", "Sign", {"KeyId": ENVIRONMENT["WORKSPACE_KEY"]}, id="a-key"),
        pytest.param("issue_evidence", "PutObject", CHECKPOINT, id="a-checkpoint"),
        pytest.param("keep_evidence", "DeleteObject", A_CERTIFICATE | {"VersionId": "1"}, id="a-version"),
        pytest.param("keep_evidence", "ListObjectVersions", CERTIFICATES, id="the-versions-below-a-prefix"),
    ],
)
def test_what_a_role_allows_passes(function: str, operation: str, parameters: dict[str, Any]) -> None:
    asks(function, operation, parameters)


@pytest.mark.parametrize(
    ("function", "operation", "parameters"),
    [
        pytest.param("workspace_links", "GetItem", {"Key": PARTNERS_ROW}, id="no-permission-at-all"),
        pytest.param("partners", "GetItem", {"Key": MESSAGE}, id="a-key-of-others"),
        pytest.param("quotes", "TransactWriteItems", PUT_MESSAGE, id="a-key-of-others-in-a-transaction"),
        pytest.param("deliver_messages", "Query", query("due", "CONFIRMATION#3"), id="a-shard-of-others"),
        pytest.param("deliver_messages", "Query", query("gsi1", "OUTBOX#3"), id="an-index-of-others"),
        pytest.param("feed_customers", "Sign", {"KeyId": ENVIRONMENT["WORKSPACE_KEY"]}, id="no-key-at-all"),
        pytest.param("workspace_links", "Sign", {"KeyId": ENVIRONMENT["EVIDENCE_KEY"]}, id="another-key"),
        pytest.param("accept_terms", "PutObject", CHECKPOINT, id="a-checkpoint"),
        pytest.param("keep_evidence", "DeleteObject", A_CERTIFICATE, id="a-file-deleted-but-for-its-versions"),
        pytest.param("keep_evidence", "DeleteObject", ADDENDUM | {"VersionId": "1"}, id="a-version-elsewhere"),
        pytest.param("keep_evidence", "ListObjectVersions", CERTIFICATES | {"Prefix": ""}, id="every-version"),
        pytest.param("keep_evidence", "Sign", {"KeyId": ENVIRONMENT["EVIDENCE_KEY"]}, id="who-erases-signs-nothing"),
        pytest.param("deliver_messages", "Publish", {"TopicArn": "arn:aws:sns:eu-north-1:1:alarms"}, id="a-topic"),
        pytest.param("poll_status", "Publish", {"PhoneNumber": "+46701234567"}, id="a-phone-of-others"),
        pytest.param("export_lists", "SendMessageBatch", {"QueueUrl": ENVIRONMENT["SIGNING_QUEUE"]}, id="a-queue"),
        pytest.param("quotes", "GetSecretValue", {"SecretId": A_PARTNERS_SECRET}, id="a-partners-secret"),
        pytest.param("poll_status", "PutSecretValue", {"SecretId": A_PARTNERS_SECRET}, id="a-secret-only-read"),
        pytest.param("partners", "PutSecretValue", {"SecretId": "keys"}, id="a-secret-of-ours-written"),
        pytest.param("export_lists", "PutObject", {"Bucket": "test-exports", "Key": "other/a"}, id="a-file-elsewhere"),
        pytest.param("site", "GetObject", {"Bucket": "test-assets", "Key": "elsewhere/a"}, id="an-asset-elsewhere"),
        pytest.param("site", "GetObject", {"Bucket": "test-exports", "Key": "logos/a/b"}, id="an-export-for-an-asset"),
        pytest.param("site", "PutObject", {"Bucket": "test-assets", "Key": "logos/a/b"}, id="an-asset-stored"),
        pytest.param("customers", "PutObject", {"Bucket": "test-exports", "Key": "exports/a/b"}, id="a-file-of-others"),
        pytest.param("export_lists", "GetObject", ADDENDUM, id="a-bucket-of-others"),
        pytest.param("deliver_messages", "PutObject", ADDENDUM, id="a-document-to-be-read-only"),
        pytest.param("issue_evidence", "PutObject", CERTIFICATE, id="a-certificate-that-another-makes"),
        pytest.param("deliver_messages", "Sign", {"KeyId": ENVIRONMENT["EVIDENCE_KEY"]}, id="the-key-of-another"),
        pytest.param("customers", "Invoke", {"FunctionName": "f"}, id="a-function-of-others"),
        pytest.param("customers", "Scan", {"TableName": "t"}, id="an-operation-nobody-may-use"),
    ],
)
def test_what_a_role_does_not_allow_is_refused(function: str, operation: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(NotPermitted):
        asks(function, operation, parameters)


def test_a_mail_must_come_from_our_address() -> None:
    mail = {"FromEmailAddress": "no-reply@countersign.example", "Content": {"Raw": {"Data": b""}}}

    assert [need.resource for need in needs("SendEmail", mail)] == ["MailIdentity", "MailConfiguration"]
    asks("deliver_messages", "SendEmail", mail)
    with pytest.raises(NotPermitted):
        asks("send_confirmation", "SendEmail", mail)


def test_a_request_is_told_to_the_function_whose_code_makes_it() -> None:
    found: dict[str, Any] = {"ask": acting_function}
    planted = ROOT / "functions" / "quotes" / "planted.py"

    exec(compile("found = ask()", planted, "exec"), found)  # noqa: S102

    assert found["found"] == "quotes"
    assert acting_function() is None


def test_the_watch_is_kept_over_every_test(dynamodb: Any) -> None:
    planted = ROOT / "functions" / "workspace_links" / "planted.py"
    read = compile("table.get_item(TableName='test-table', Key=key)", planted, "exec")

    with pytest.raises(NotPermitted):
        exec(read, {"table": dynamodb, "key": PARTNERS_ROW})  # noqa: S102
