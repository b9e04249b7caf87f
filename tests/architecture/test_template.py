"""The template and the folders tell one story, and the template keeps the promises of a safe platform."""

import importlib
import json
import re
from dataclasses import fields
from typing import Any

import pytest

from functions.export_lists.handler import TRIES
from shared.settings import Settings
from tests.support.template import ROOT, expand_template, load_template, resources_of

FUNCTIONS = resources_of("AWS::Serverless::Function", load_template())
EXPANDED = expand_template()
PUBLIC_ROUTES = {
    "GET /.well-known/evidence-key.pem",
    "GET /.well-known/workspace-keys.json",
    "GET /",
    "GET /activate/{token}",
    "GET /approve/{token}",
    "GET /docs",
    "GET /health",
    "GET /logos/{partner_id}/{file}",
    "GET /openapi.json",
    "GET /rfi/{token}",
    "GET /sign/{token}",
    "GET /static/{file}",
    "GET /verify",
    "GET /verify/{record_id}",
    "HEAD /activate/{token}",
    "HEAD /approve/{token}",
    "HEAD /rfi/{token}",
    "HEAD /sign/{token}",
    "POST /activate/{token}",
    "POST /approve/{token}",
    "POST /rfi/{token}",
    "POST /sign/{token}",
    "POST /verify",
    "POST /webhooks/getaccept/{secret}",
}

FILES = [
    {"Fn::Sub": "${ExportsBucket.Arn}/exports/*"},
    {"Fn::Sub": "${DocumentsBucket.Arn}/addenda/*"},
    {"Fn::Sub": "${DocumentsBucket.Arn}/certificates/*"},
    {"Fn::Sub": "${DocumentsBucket.Arn}/documents/*"},
    {"Fn::Sub": "${DocumentsBucket.Arn}/seals/*"},
    {"Fn::Sub": "${AssetsBucket.Arn}/logos/*"},
    {"Fn::Sub": "${EvidenceBucket.Arn}/checkpoints/*"},
]
LASTING = [
    "AssetsBucket",
    "DocumentsBucket",
    "EvidenceBucket",
    "EvidenceKey",
    "Key",
    "SigningKeys",
    "Table",
    "UserPool",
]
SECRETS = {
    "Fn::Sub": "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:"
    "${AWS::StackName}/signing-accounts/*"
}
EVERY_TOPIC = {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}
"""A text goes to a phone, which has no name: whoever may send one may do so to nothing that has."""

each_function = pytest.mark.parametrize("name", FUNCTIONS)
each_role = pytest.mark.parametrize("role", sorted(resources_of("AWS::IAM::Role", EXPANDED)))


def snake(logical_id: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", logical_id.removesuffix("Function")).lower()


def only(kind: str) -> dict[str, Any]:
    """The properties of the one resource of its kind."""
    (properties,) = resources_of(kind, EXPANDED).values()
    return properties


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def inline_statements(role: str) -> list[dict[str, Any]]:
    policies = EXPANDED["Resources"][role]["Properties"].get("Policies", [])
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


# --- Folders, handlers, settings --------------------------------------------------------------------------------


def test_every_folder_is_a_function_and_every_function_a_folder() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}

    assert {snake(name) for name in FUNCTIONS} == folders


@each_function
def test_a_handler_is_named_by_its_path(name: str) -> None:
    assert FUNCTIONS[name]["Handler"] == f"functions.{snake(name)}.handler.lambda_handler"
    module, attribute = FUNCTIONS[name]["Handler"].rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), attribute))


@each_function
def test_the_template_and_the_settings_name_the_same_variables(name: str) -> None:
    variables = EXPANDED["Resources"][name]["Properties"]["Environment"]["Variables"]

    assert {it for it in variables if not it.startswith("POWERTOOLS_")} == {it.name.upper() for it in fields(Settings)}


def test_only_mails_need_to_know_where_we_are() -> None:
    """The functions behind the API get no address by default: the API refers to them, so they can't refer to it.
    Whoever hands out certificates falls back to where it was reached, and tells the one that makes them."""
    using = {
        path.relative_to(ROOT / "functions").parts[0]
        for path in (ROOT / "functions").rglob("*.py")
        if "settings().public_url" in path.read_text()
    }
    environment = FUNCTIONS["DeliverMessagesFunction"]["Environment"]["Variables"]

    assert using <= {"deliver_messages", "issue_evidence"}
    assert environment["PUBLIC_URL"]["Fn::If"][2] == {"Fn::GetAtt": ["Api", "ApiEndpoint"]}


@each_function
def test_a_function_runs_on_the_interpreter_of_the_tests(name: str) -> None:
    properties = EXPANDED["Resources"][name]["Properties"]

    assert properties["Runtime"] == f"python{(ROOT / '.python-version').read_text().strip()}"
    assert properties["Architectures"] == ["arm64"]
    assert properties["TracingConfig"] == {"Mode": "Active"}


# --- Edge -------------------------------------------------------------------------------------------------------


def routes() -> dict[str, list[dict[str, Any]]]:
    """Route key -> what it wants of the caller."""
    paths = only("AWS::ApiGatewayV2::Api")["Body"]["paths"]
    return {
        f"{method.upper()} {path}": operation["security"]
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def test_every_route_of_the_api_wants_a_token_and_no_other_does() -> None:
    for route, security in routes().items():
        path = route.split()[1]
        assert security == ([{"Users": []}] if path.startswith("/v1/") else [{"NONE": []}]), route


def test_only_these_routes_are_public() -> None:
    """Pages of the portal have a session instead of a token (tests/integration/test_portal_sessions.py)."""
    without_token = {route for route, security in routes().items() if security == [{"NONE": []}]}

    assert {route for route in without_token if not route.split()[1].startswith("/portal")} == PUBLIC_ROUTES


def test_tokens_are_checked_against_our_pool_and_client() -> None:
    body = only("AWS::ApiGatewayV2::Api")["Body"]
    authorizer = body["components"]["securitySchemes"]["Users"]["x-amazon-apigateway-authorizer"]

    assert authorizer["jwtConfiguration"]["audience"] == [{"Ref": "UserPoolClient"}]
    assert "${UserPool}" in authorizer["jwtConfiguration"]["issuer"]["Fn::Sub"]


def test_requests_are_throttled() -> None:
    defaults = only("AWS::ApiGatewayV2::Stage")["DefaultRouteSettings"]

    assert defaults["ThrottlingRateLimit"] > 0
    assert defaults["ThrottlingBurstLimit"] > 0


def test_the_access_log_is_json_and_never_holds_the_secret_of_a_link() -> None:
    entry = json.loads(only("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"])

    assert entry["route"] == "$context.routeKey"
    assert not {"$context.path", "$context.identity.sourceIp"} & set(entry.values())


# --- Roles ------------------------------------------------------------------------------------------------------


@each_function
def test_a_function_has_a_role_of_its_own(name: str) -> None:
    assert EXPANDED["Resources"][name]["Properties"]["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}


@each_role
def test_a_role_lists_its_actions_and_resources(role: str) -> None:
    for statement in inline_statements(role):
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in listed(statement["Action"]))
        if "NotResource" in statement:
            assert (statement["Action"], statement["NotResource"]) == ("sns:Publish", EVERY_TOPIC)
            continue
        # What is in a bucket has no name beforehand, nor has a secret of a partner's.
        named = [resource for resource in listed(statement["Resource"]) if resource not in [*FILES, SECRETS]]
        assert not any("*" in json.dumps(resource) for resource in named)


@each_role
def test_a_role_has_no_managed_policies_but_those_for_logs_and_traces(role: str) -> None:
    managed = EXPANDED["Resources"][role]["Properties"].get("ManagedPolicyArns", [])

    assert {arn.rsplit("/", 1)[1] for arn in managed} <= {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}


@each_function
def test_a_permission_is_named_by_a_sentence(name: str) -> None:
    for policy in FUNCTIONS[name].get("Policies", []):
        for statement in policy["Statement"]:
            assert len(re.findall("[A-Z][a-z]*", statement["Sid"])) >= 3


def test_only_one_function_sends_mail_and_only_from_our_address() -> None:
    mailing = {
        role: statement
        for role in resources_of("AWS::IAM::Role", EXPANDED)
        for statement in inline_statements(role)
        if any(action.startswith("ses:") for action in listed(statement["Action"]))
    }

    assert mailing.keys() == {"DeliverMessagesFunctionRole"}
    condition = mailing["DeliverMessagesFunctionRole"]["Condition"]
    assert condition == {"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}


# --- State ------------------------------------------------------------------------------------------------------


def test_the_table_survives_mistakes() -> None:
    table = only("AWS::DynamoDB::Table")

    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize("name", LASTING)
def test_what_cannot_be_made_again_outlives_the_stack(name: str) -> None:
    resource = load_template()["Resources"][name]

    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_table_costs_nothing_while_nobody_uses_it() -> None:
    assert only("AWS::DynamoDB::Table")["BillingMode"] == "PAY_PER_REQUEST"


def test_what_is_stored_is_encrypted_with_our_rotated_key() -> None:
    ours = {"Fn::GetAtt": ["Key", "Arn"]}

    assert resources_of("AWS::KMS::Key", EXPANDED)["Key"]["EnableKeyRotation"] is True
    assert only("AWS::DynamoDB::Table")["SSESpecification"]["KMSMasterKeyId"] == ours
    assert only("AWS::SecretsManager::Secret")["KmsKeyId"] == ours
    assert all(topic["KmsMasterKeyId"] == ours for topic in resources_of("AWS::SNS::Topic", EXPANDED).values())
    assert all(queue["SqsManagedSseEnabled"] is True for queue in resources_of("AWS::SQS::Queue", EXPANDED).values())


def test_each_key_that_signs_is_used_by_those_that_need_it_which_use_no_other() -> None:
    """That of evidence by whoever seals records, whoever seals their certificates, and whoever signs archives."""
    using = {
        role: (listed(statement["Action"]), statement["Resource"])
        for role in resources_of("AWS::IAM::Role", EXPANDED)
        for statement in inline_statements(role)
        if "kms:Sign" in listed(statement["Action"])
    }

    assert using == {
        "ExportListsFunctionRole": (["kms:GetPublicKey", "kms:Sign"], {"Fn::GetAtt": ["EvidenceKey", "Arn"]}),
        "IssueEvidenceFunctionRole": (["kms:GetPublicKey", "kms:Sign"], {"Fn::GetAtt": ["EvidenceKey", "Arn"]}),
        "RenderDocumentsFunctionRole": (["kms:GetPublicKey", "kms:Sign"], {"Fn::GetAtt": ["EvidenceKey", "Arn"]}),
        "WorkspaceLinksFunctionRole": (["kms:GetPublicKey", "kms:Sign"], {"Fn::GetAtt": ["WorkspaceKey", "Arn"]}),
    }
    for name in ("EvidenceKey", "WorkspaceKey"):
        key = resources_of("AWS::KMS::Key", EXPANDED)[name]
        assert (key["KeySpec"], key["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")


# --- Identity ---------------------------------------------------------------------------------------------------


def test_only_administrators_create_users() -> None:
    assert only("AWS::Cognito::UserPool")["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}


def test_passwords_are_long_rather_than_complicated() -> None:
    policy = only("AWS::Cognito::UserPool")["Policies"]["PasswordPolicy"]

    assert policy["MinimumLength"] >= 15
    assert not any(value for name, value in policy.items() if name.startswith("Require"))


def test_nobody_changes_who_they_are() -> None:
    schema = only("AWS::Cognito::UserPool")["Schema"]
    client = only("AWS::Cognito::UserPoolClient")

    assert {it["Name"] for it in schema if not it["Mutable"]} == {"partner_id", "customer_id", "user_id"}
    assert client["WriteAttributes"] == ["locale"]


def test_signing_in_never_tells_whether_a_user_exists() -> None:
    assert only("AWS::Cognito::UserPoolClient")["PreventUserExistenceErrors"] == "ENABLED"


def test_the_groups_are_those_that_the_api_knows() -> None:
    groups = resources_of("AWS::Cognito::UserPoolGroup", EXPANDED).values()

    assert {group["GroupName"] for group in groups} == {"partner", "storefront", "distributor"}


# --- Messages and what goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("OutboxStream", {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "OUTBOX#"}]}}}}),
        ("AccountsStream", {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["CUSTOMER"]}}}}),
    ],
)
def test_the_stream_brings_what_its_reader_follows_and_sets_aside_what_fails(name: str, wanted: dict[str, Any]) -> None:
    mapping = resources_of("AWS::Lambda::EventSourceMapping", EXPANDED)[name]
    (pattern,) = (json.loads(it["Pattern"]) for it in mapping["FilterCriteria"]["Filters"])

    assert pattern == wanted
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 5
    assert mapping["MaximumRecordAgeInSeconds"] == 3600
    assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["DeadLetters", "Arn"]}}}


def test_no_more_than_two_read_the_stream() -> None:
    """A third one would slow down the others."""
    mappings = resources_of("AWS::Lambda::EventSourceMapping", EXPANDED).values()

    assert sum(it["EventSourceArn"] == {"Fn::GetAtt": ["Table", "StreamArn"]} for it in mappings) == 2


def test_what_the_queue_of_exports_cannot_hand_over_is_set_aside() -> None:
    queue = load_template()["Resources"]["ExportsQueue"]["Properties"]
    function = FUNCTIONS["ExportListsFunction"]

    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]},
        "maxReceiveCount": TRIES,
    }
    assert queue["VisibilityTimeout"] > function["Timeout"]


def test_exported_files_are_private_encrypted_and_gone_after_a_day() -> None:
    bucket = resources_of("AWS::S3::Bucket", EXPANDED)["ExportsBucket"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]

    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {"Fn::GetAtt": ["Key", "Arn"]}
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 1)
    assert "Prefix" not in rule


def test_documents_are_encrypted_and_kept_in_every_version() -> None:
    bucket = resources_of("AWS::S3::Bucket", EXPANDED)["DocumentsBucket"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {"Fn::GetAtt": ["Key", "Arn"]}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert not any({"ExpirationInDays", "NoncurrentVersionExpiration"} & set(rule) for rule in rules)


def test_checkpoints_of_evidence_are_encrypted_and_locked_for_ten_years() -> None:
    bucket = resources_of("AWS::S3::Bucket", EXPANDED)["EvidenceBucket"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {"Fn::GetAtt": ["Key", "Arn"]}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["ObjectLockEnabled"] is True
    assert bucket["ObjectLockConfiguration"] == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": {"Ref": "EvidenceRetentionDays"}}},
    }
    assert EXPANDED["Parameters"]["EvidenceRetentionDays"]["Default"] == 3650
    assert "LifecycleConfiguration" not in bucket


def test_nobody_may_shorten_the_time_that_checkpoints_are_kept() -> None:
    """What can be deleted at all are certificates, which whoever erases a person's data deletes."""
    deletes = {
        (role, action, str(statement["Resource"]))
        for role in resources_of("AWS::IAM::Role", EXPANDED)
        for statement in inline_statements(role)
        for action in listed(statement["Action"])
        if re.match("s3:(Bypass|Delete|PutObjectRetention|PutObjectLegalHold)", action)
    }

    certificates = str({"Fn::Sub": "${DocumentsBucket.Arn}/certificates/*"})
    assert deletes == {("KeepEvidenceFunctionRole", "s3:DeleteObjectVersion", certificates)}


def test_assets_are_encrypted_and_stay() -> None:
    bucket = resources_of("AWS::S3::Bucket", EXPANDED)["AssetsBucket"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert not {"LifecycleConfiguration", "VersioningConfiguration"} & bucket.keys()


@pytest.mark.parametrize("name", sorted(resources_of("AWS::S3::Bucket", EXPANDED)))
def test_a_bucket_is_private_and_reached_over_tls_alone(name: str) -> None:
    bucket = resources_of("AWS::S3::Bucket", EXPANDED)[name]
    (statement,) = resources_of("AWS::S3::BucketPolicy", EXPANDED)[f"{name}Policy"]["PolicyDocument"]["Statement"]

    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert {"Fn::GetAtt": [name, "Arn"]} in statement["Resource"]


def test_logos_are_stored_by_one_function_and_shown_by_another() -> None:
    using = {
        role: statement["Action"]
        for role in resources_of("AWS::IAM::Role", EXPANDED)
        for statement in inline_statements(role)
        if "AssetsBucket" in json.dumps(statement.get("Resource"))
    }

    assert using == {"PartnersFunctionRole": "s3:PutObject", "SiteFunctionRole": "s3:GetObject"}


def test_mail_reports_what_becomes_of_it() -> None:
    destination = only("AWS::SES::ConfigurationSetEventDestination")["EventDestination"]

    assert destination["Enabled"] is True
    assert set(destination["MatchingEventTypes"]) == {"send", "delivery", "bounce", "complaint"}


@pytest.mark.parametrize("name", sorted(resources_of("AWS::Scheduler::Schedule", EXPANDED)))
def test_a_schedule_says_what_it_wants(name: str) -> None:
    target = EXPANDED["Resources"][name]["Properties"]["Target"]

    assert json.loads(target["Input"]).keys() in ({"sweep"}, {"poll"})


@each_function
def test_a_function_that_is_invoked_by_events_tells_of_those_it_lost(name: str) -> None:
    kinds = {event["Type"] for event in FUNCTIONS[name].get("Events", {}).values()}
    told = f"{name}EventInvokeConfig" in EXPANDED["Resources"]

    assert told == bool(kinds - {"HttpApi"})


def test_every_alarm_reaches_somebody() -> None:
    alarms = resources_of("AWS::CloudWatch::Alarm", EXPANDED).values()

    assert {alarm["MetricName"] for alarm in alarms} == {
        "5xx",
        "ApproximateNumberOfMessagesVisible",
        "EvidenceNotErased",
        "EvidenceNotSealed",
        "IteratorAge",
        "MessageDied",
        "SigningTaskFailed",
        "UnknownStatus",
    }
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in alarms)


@each_function
def test_a_function_has_a_log_of_its_own(name: str) -> None:
    logs = EXPANDED["Resources"][name]["Properties"]["LoggingConfig"]["LogGroup"]

    assert logs == {"Ref": f"{name.removesuffix('Function')}Logs"}


@pytest.mark.parametrize("name", sorted(resources_of("AWS::Logs::LogGroup", EXPANDED)))
def test_logs_are_kept_for_90_days(name: str) -> None:
    assert EXPANDED["Resources"][name]["Properties"]["RetentionInDays"] == 90
