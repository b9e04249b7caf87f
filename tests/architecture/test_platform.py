"""What whoever gets in anywhere could reach: read from the template as CloudFormation gets it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.template import expand_template, resources_of

EXPANDED = expand_template()
ROWS = re.compile("dynamodb:(Batch|Condition|Delete|Get|Put|Query|Scan|Transact|Update)")
STATEFUL = {
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
}
MADE_AGAIN = {"ExportsBucket", "WorkspaceKey"}
"""Lists that live for a day, and a key whose signatures live for a minute."""
IMAGINABLE_SECRET = re.compile("PASSWORD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY")
CHANGES_THE_PLATFORM = re.compile(
    "iam:|sts:|cloudformation:|organizations:|lambda:(Add|Create|Delete|Put|Update)|kms:(Create|Disable|Put|Schedule)|"
    "dynamodb:(Create|Delete|Update)Table|s3:(Delete|Put)Bucket|logs:Delete"
)

each_mapping = pytest.mark.parametrize("name", sorted(resources_of("AWS::Lambda::EventSourceMapping", EXPANDED)))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for role, properties in resources_of("AWS::IAM::Role", EXPANDED).items():
        for policy in properties.get("Policies", []):
            yield from ((role, statement) for statement in listed(policy["PolicyDocument"]["Statement"]))


def dead_letter_queues() -> set[str]:
    queues = resources_of("AWS::SQS::Queue", EXPANDED).values()
    return {it["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] for it in queues if "RedrivePolicy" in it}


# --- What a role reaches ----------------------------------------------------------------------------------------


def test_a_role_names_the_partitions_that_it_may_touch() -> None:
    """Also in an index: no row is reached but by a partition that begins as the role says, and nothing scans."""
    touching = [(role, it) for role, it in statements() if any(map(ROWS.match, listed(it["Action"])))]

    assert len(touching) > 40
    for role, statement in touching:
        actions = listed(statement["Action"])
        if any("Record" in action or "Stream" in action for action in actions):
            assert statement["Resource"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
            continue
        assert not {"dynamodb:Scan", "dynamodb:UpdateItem"} & set(actions), role
        leading = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        assert all(re.match("[A-Z]+#", prefix) for prefix in leading), (role, leading)


def test_a_role_uses_the_key_only_through_the_services_that_keep_its_data() -> None:
    using = [(role, it) for role, it in statements() if it.get("Resource") == {"Fn::GetAtt": ["Key", "Arn"]}]

    assert using
    for role, statement in using:
        services = listed(statement["Condition"]["StringEquals"]["kms:ViaService"])
        assert services, role
        assert all(re.match(r"(dynamodb|s3|secretsmanager)\.\$", it["Fn::Sub"]) for it in services), role


def test_no_role_may_change_the_platform_itself() -> None:
    actions = {action for _, statement in statements() for action in listed(statement["Action"])}

    assert not {action for action in actions if CHANGES_THE_PLATFORM.match(action)}


def test_a_role_is_taken_by_one_service_alone() -> None:
    for role, properties in resources_of("AWS::IAM::Role", EXPANDED).items():
        for statement in properties["AssumeRolePolicyDocument"]["Statement"]:
            assert statement["Action"] == ["sts:AssumeRole"], role
            assert listed(statement["Principal"]["Service"]) in (["lambda.amazonaws.com"], ["scheduler.amazonaws.com"])


def test_whoever_may_call_a_function_is_named_with_where_from() -> None:
    permissions = resources_of("AWS::Lambda::Permission", EXPANDED)

    assert permissions
    for name, permission in permissions.items():
        assert permission["Principal"] in {"apigateway.amazonaws.com", "sns.amazonaws.com"}, name
        assert permission["SourceArn"], name


@pytest.mark.parametrize("kind", ["AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"])
def test_a_policy_of_a_resource_lets_in_nobody_but_a_named_service_from_here(kind: str) -> None:
    for name, properties in resources_of(kind, EXPANDED).items():
        for statement in properties["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny":
                continue
            assert statement["Principal"].keys() == {"Service"}, name
            assert "aws:SourceArn" in json.dumps(statement["Condition"]), name


def test_keys_are_used_by_this_account_and_by_what_reports_and_alarms() -> None:
    for name, key in resources_of("AWS::KMS::Key", EXPANDED).items():
        owner, *others = key["KeyPolicy"]["Statement"]
        assert owner["Principal"]["AWS"]["Fn::Sub"].endswith(":${AWS::AccountId}:root"), name
        assert [it["Principal"] for it in others] == (
            [{"Service": ["ses.amazonaws.com", "cloudwatch.amazonaws.com"]}] if name == "Key" else []
        )


# --- The edge ---------------------------------------------------------------------------------------------------


def test_no_other_site_s_scripts_may_call_the_api() -> None:
    (api,) = resources_of("AWS::ApiGatewayV2::Api", EXPANDED).values()

    assert "CorsConfiguration" not in api
    assert "x-amazon-apigateway-cors" not in api["Body"]


def test_every_route_leads_to_one_of_our_functions() -> None:
    (api,) = resources_of("AWS::ApiGatewayV2::Api", EXPANDED).values()
    functions = resources_of("AWS::Lambda::Function", EXPANDED)
    paths = api["Body"]["paths"]

    assert "$default" not in paths
    for path, methods in paths.items():
        for method, operation in methods.items():
            integration = json.dumps(operation["x-amazon-apigateway-integration"]["uri"])
            assert any(f"${{{name}.Arn}}" in integration for name in functions), (method, path)


def test_whoever_knows_no_token_cannot_use_up_what_the_others_need() -> None:
    """Checking evidence is open to everybody and costs the most; mails wait for nobody's requests."""
    reserved = {
        name: it["ReservedConcurrentExecutions"]
        for name, it in resources_of("AWS::Lambda::Function", EXPANDED).items()
        if "ReservedConcurrentExecutions" in it
    }

    assert reserved == {"DeliverMessagesFunction": 10, "VerifyEvidenceFunction": 10}


def test_what_a_queue_starts_is_bounded() -> None:
    mappings = resources_of("AWS::Lambda::EventSourceMapping", EXPANDED)
    bounds = {name: it["ScalingConfig"]["MaximumConcurrency"] for name, it in mappings.items() if "ScalingConfig" in it}

    assert bounds == {"ExportsQueued": 5, "SigningQueued": 20}


# --- Secrets ----------------------------------------------------------------------------------------------------


def test_no_secret_stands_in_an_environment() -> None:
    """Only names of what is kept elsewhere; what is text is an address that everybody may know."""
    for name, function in resources_of("AWS::Lambda::Function", EXPANDED).items():
        for variable, value in function["Environment"]["Variables"].items():
            assert not IMAGINABLE_SECRET.search(variable), (name, variable)
            named = isinstance(value, dict) and value.keys() <= {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::If"}
            assert named or value == "" or variable.startswith("POWERTOOLS_"), (name, variable)
            assert "resolve:" not in json.dumps(value), (name, variable)


def test_no_parameter_asks_for_a_secret_and_no_output_tells_one() -> None:
    for name in [*EXPANDED["Parameters"], *EXPANDED["Outputs"]]:
        assert not IMAGINABLE_SECRET.search(name.upper()), name
    assert not any("SigningKeys" in json.dumps(output) for output in EXPANDED["Outputs"].values())


# --- What must last, and what went wrong ------------------------------------------------------------------------


def test_whatever_holds_state_is_kept_when_the_stack_goes() -> None:
    for name, resource in EXPANDED["Resources"].items():
        if resource["Type"] in STATEFUL and name not in MADE_AGAIN:
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain"), name


def test_the_user_pool_is_not_deleted_by_mistake() -> None:
    (pool,) = resources_of("AWS::Cognito::UserPool", EXPANDED).values()

    assert pool["DeletionProtection"] == "ACTIVE"


def test_every_queue_sets_aside_what_fails_for_two_weeks_and_says_so() -> None:
    queues = resources_of("AWS::SQS::Queue", EXPANDED)
    alarms = json.dumps(resources_of("AWS::CloudWatch::Alarm", EXPANDED))

    assert dead_letter_queues() == {"DeadLetters", "SigningDeadLetters"}
    for name, queue in queues.items():
        if name in dead_letter_queues():
            assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60, name
            assert f'"Fn::GetAtt": ["{name}", "QueueName"]' in alarms, name
        else:
            assert queue["RedrivePolicy"]["maxReceiveCount"] >= 1, name


@each_mapping
def test_what_feeds_a_function_sets_aside_what_fails(name: str) -> None:
    mapping = EXPANDED["Resources"][name]["Properties"]
    source = mapping["EventSourceArn"]["Fn::GetAtt"][0]
    if source == "Table":
        assert mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in dead_letter_queues()
    else:
        assert "RedrivePolicy" in EXPANDED["Resources"][source]["Properties"]


def test_what_the_topic_of_mail_events_cannot_hand_over_is_set_aside() -> None:
    for name, invoked in resources_of("AWS::Lambda::EventInvokeConfig", EXPANDED).items():
        assert invoked["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in dead_letter_queues(), name
    (subscription,) = resources_of("AWS::SNS::Subscription", EXPANDED).values()
    assert subscription["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] in dead_letter_queues()


def test_no_alarm_is_silent_where_it_hears_nothing_of_a_failure() -> None:
    """A metric of failures has no data while all is well; all else would ring every night."""
    for name, alarm in resources_of("AWS::CloudWatch::Alarm", EXPANDED).items():
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["AlarmDescription"], name
