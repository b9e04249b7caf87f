"""Each way round a fault of the emulator, against the emulator as it comes: what fails here is no longer needed.

Then drop the function that local/emulator_faults.py lists for it, and the test.
"""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from local.deploy import session
from local.emulator_faults import without_tls_only
from tests.support.stack import free_ports, wait_until

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.stack

ACCOUNT = "000000000000"
REGION = "eu-north-1"


class Emulator:
    """The emulator with nothing of ours in it, but for IAM switched on as we have it."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self.log = log

    def client(self, service: Any) -> Any:
        return session().client(service, endpoint_url=self.url)

    def function(self, source: str) -> str:
        """A new function with this handler; gives its name."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as package:
            package.writestr("index.py", source)
        name = f"function-{uuid4().hex[:8]}"
        role = self.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="index.handler",
            Role=role,
            Code={"ZipFile": archive.getvalue()},
            Timeout=10,
        )
        return name

    def invoke(self, name: str) -> Any:
        client: LambdaClient = self.client("lambda")
        return json.loads(client.invoke(FunctionName=name, Payload=b"{}")["Payload"].read())

    def deployed(self, template: dict[str, Any]) -> dict[str, str]:
        """The outputs of a new stack."""
        cloudformation = self.client("cloudformation")
        name = f"stack-{uuid4().hex[:8]}"
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))

        def settled() -> Any:
            [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
            return None if stack["StackStatus"].endswith("_IN_PROGRESS") else stack

        return {output["OutputKey"]: output["OutputValue"] for output in wait_until(settled).get("Outputs", [])}

    def api(self, function: str) -> str:
        """The address of a new HTTP API that hands everything to the function."""
        gateway = self.client("apigatewayv2")
        api = gateway.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
        integration = gateway.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
        )["IntegrationId"]
        gateway.create_route(ApiId=api, RouteKey="$default", Target=f"integrations/{integration}")
        gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
        return f"{self.url}/_aws/execute-api/{api}/$default"

    def somebody(self) -> "S3Client":
        """A client of somebody who may use S3 as far as IAM is concerned; root may everything."""
        iam, name = self.client("iam"), f"user-{uuid4().hex[:8]}"
        iam.create_user(UserName=name)
        allowed = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        iam.put_user_policy(UserName=name, PolicyName="s3", PolicyDocument=json.dumps(allowed))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

    def send_mail(self, client: Any, **more: Any) -> None:
        client.send_email(
            FromEmailAddress="no-reply@sender.example",
            Destination={"ToAddresses": ["anna@customer.example"]},
            Content={"Raw": {"Data": MIME}},
            **more,
        )


MIME = b"""\
From: no-reply@sender.example
To: anna@customer.example
Subject: Hello
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: text/plain

Hello
--part
Content-Type: application/pdf
Content-Disposition: attachment; filename=copy.pdf

%PDF
--part--
"""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@contextmanager
def running(folder: Path) -> Iterator[Emulator]:
    """It keeps its state in the folder when it is stopped."""
    [port] = free_ports(1)
    environment = {
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "TMPDIR": str(folder),
        "PATH": os.defpath,
        "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "hypercorn", "ministack.app:app", "--bind", f"127.0.0.1:{port}"],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as process,
    ):
        emulator = Emulator(f"http://127.0.0.1:{port}", log)
        wait_until(lambda: _answers(emulator.url))
        try:
            yield emulator
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_ministack/health").is_success
    except httpx.TransportError:
        return False


def test_the_body_of_an_http_api_makes_no_routes(emulator: Emulator) -> None:
    body = {"openapi": "3.0.1", "info": {"title": "api", "version": "1"}, "paths": {"/health": {"get": {}}}}
    outputs = emulator.deployed(
        {
            "Resources": {"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Body": body}}},
            "Outputs": {"Api": {"Value": {"Ref": "Api"}}},
        }
    )

    assert emulator.client("apigatewayv2").get_routes(ApiId=outputs["Api"])["Items"] == []


def test_the_reference_of_a_secret_is_not_its_arn(emulator: Emulator) -> None:
    outputs = emulator.deployed(
        {
            "Resources": {"Keys": {"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "x"}}},
            "Outputs": {"Keys": {"Value": {"Ref": "Keys"}}},
        }
    )

    assert not outputs["Keys"].startswith("arn:")


def test_a_mail_identity_puts_out_no_dkim_tokens(emulator: Emulator) -> None:
    identity = {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "dkim.example"}}
    outputs = emulator.deployed(
        {
            "Resources": {"Identity": identity},
            "Outputs": {"Token": {"Value": {"Fn::GetAtt": ["Identity", "DkimDNSTokenName1"]}}},
        }
    )

    assert outputs == {}


def test_a_bucket_that_wants_encrypted_connections_refuses_ours(emulator: Emulator) -> None:
    policy = {
        "Statement": {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    }
    policy_of = {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": policy}}
    template = {
        "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}, "Policy": policy_of},
        "Outputs": {"Bucket": {"Value": {"Ref": "Bucket"}}},
    }
    strict, lenient = emulator.deployed(template), emulator.deployed(without_tls_only(template))

    with pytest.raises(ClientError, match="AccessDenied"):
        emulator.somebody().put_object(Bucket=strict["Bucket"], Key="a", Body=b"")
    emulator.somebody().put_object(Bucket=lenient["Bucket"], Key="a", Body=b"")


def test_a_worker_sees_packages_that_nobody_gave_it(emulator: Emulator) -> None:
    name = emulator.function("import ministack\n\ndef handler(event, context):\n    return ministack.__file__\n")

    assert "ministack" in emulator.invoke(name)


def test_each_worker_unpacks_the_code_for_itself(emulator: Emulator) -> None:
    name = emulator.function(
        "import os, time\n\ndef handler(event, context):\n    time.sleep(1)\n    return os.path.realpath(__file__)\n"
    )

    with ThreadPoolExecutor(2) as pool:
        places = set(pool.map(emulator.invoke, [name, name]))

    assert len(places) == 2


def test_a_handler_that_logs_nothing_is_waited_for(emulator: Emulator) -> None:
    name = emulator.function("def handler(event, context):\n    return 1\n")
    emulator.invoke(name)

    began = time.perf_counter()
    emulator.invoke(name)

    assert time.perf_counter() - began > 0.045


def test_cookies_are_not_handed_over(emulator: Emulator) -> None:
    echo = "import json\n\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"
    url = emulator.api(emulator.function(echo))

    event = httpx.get(f"{url}/page", headers={"Cookie": "a=1; b=2"}).json()

    assert "cookies" not in event
    assert event["headers"]["cookie"] == "a=1; b=2"


def test_a_stream_is_not_read_on_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as emulator:
        keys = [{"AttributeName": "pk", "KeyType": "HASH"}]
        table = emulator.client("dynamodb").create_table(
            TableName="rows",
            KeySchema=keys,
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        )["TableDescription"]
        name = emulator.function("def handler(event, context):\n    print(event)\n")
        emulator.client("lambda").create_event_source_mapping(
            FunctionName=name, EventSourceArn=table["LatestStreamArn"], StartingPosition="TRIM_HORIZON"
        )
        for row in ("first", "second"):
            emulator.client("dynamodb").put_item(TableName="rows", Item={"pk": {"S": row}})
        wait_until(lambda: "'second'" in emulator.log.read_text())

    with running(tmp_path) as emulator:
        emulator.client("dynamodb").put_item(TableName="rows", Item={"pk": {"S": "third"}})
        time.sleep(3)  # there is no condition to wait on: nothing must come
        assert "'third'" not in emulator.log.read_text()


def test_a_queue_is_not_read_at_another_port(tmp_path: Path) -> None:
    with running(tmp_path) as emulator:
        queue = emulator.client("sqs").create_queue(QueueName="tasks")["QueueUrl"]
        name = emulator.function("def handler(event, context):\n    print(event)\n")
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:tasks"
        emulator.client("lambda").create_event_source_mapping(FunctionName=name, EventSourceArn=arn)
        emulator.client("sqs").send_message(QueueUrl=queue, MessageBody="a first one")
        wait_until(lambda: "a first one" in emulator.log.read_text())

    with running(tmp_path) as emulator:
        emulator.client("sqs").send_message(QueueUrl=queue, MessageBody="a second one")
        time.sleep(3)  # there is no condition to wait on: nothing must come
        assert "a second one" not in emulator.log.read_text()


def test_sent_mail_is_forgotten_at_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as emulator:
        emulator.client("sesv2").create_email_identity(EmailIdentity="sender.example")
        emulator.send_mail(emulator.client("sesv2"))

    with running(tmp_path) as emulator:
        assert httpx.get(f"{emulator.url}/_ministack/ses/messages").json() == {"messages": {}}


def _customer_of_iam(emulator: Emulator, statement: dict[str, Any]) -> boto3.Session:
    iam = emulator.client("iam")
    name = f"user-{uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
    iam.put_user_policy(UserName=name, PolicyName="policy", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return boto3.Session(
        aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"], region_name=REGION
    )


def test_who_may_send_for_an_identity_may_not_send(emulator: Emulator) -> None:
    emulator.client("sesv2").create_email_identity(EmailIdentity="sender.example")
    sender = _customer_of_iam(
        emulator,
        {
            "Action": ["ses:SendEmail", "ses:SendRawEmail"],
            "Resource": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/sender.example",
        },
    )

    with pytest.raises(ClientError, match="not authorized"):
        emulator.send_mail(sender.client("sesv2", endpoint_url=emulator.url))


def test_a_refusal_leaves_no_trace_in_the_log(emulator: Emulator) -> None:
    nobody = _customer_of_iam(emulator, {"Action": "s3:ListAllMyBuckets", "Resource": "*"})

    with pytest.raises(ClientError):
        nobody.client("dynamodb", endpoint_url=emulator.url).list_tables()

    assert "ListTables" not in emulator.log.read_text()


def test_an_attachment_is_not_kept(emulator: Emulator) -> None:
    emulator.client("sesv2").create_email_identity(EmailIdentity="sender.example")
    emulator.send_mail(emulator.client("sesv2"))

    kept = httpx.get(f"{emulator.url}/_ministack/ses/messages").text

    assert "anna@customer.example" in kept
    assert "copy.pdf" not in kept


def test_who_may_send_to_a_queue_may_send_no_batch(emulator: Emulator) -> None:
    queue = emulator.client("sqs").create_queue(QueueName="batches")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:batches"
    sender = _customer_of_iam(emulator, {"Action": "sqs:SendMessage", "Resource": arn})
    client = sender.client("sqs", endpoint_url=emulator.url)
    client.send_message(QueueUrl=queue, MessageBody="one")

    with pytest.raises(ClientError, match="not authorized"):
        client.send_message_batch(QueueUrl=queue, Entries=[{"Id": "1", "MessageBody": "one"}])


def test_a_text_to_a_phone_has_no_date(emulator: Emulator) -> None:
    emulator.client("sns").publish(PhoneNumber="+46701234567", Message="A text")

    (kept,) = httpx.get(f"{emulator.url}/_ministack/sns/sms-messages").json()["sms_messages"]["+46701234567"]

    assert kept["Message"] == "A text"
    assert "Timestamp" not in kept


def test_a_configuration_set_publishes_nothing(emulator: Emulator) -> None:
    queues, topics, mails = emulator.client("sqs"), emulator.client("sns"), emulator.client("sesv2")
    queue = queues.create_queue(QueueName="events")["QueueUrl"]
    topic = topics.create_topic(Name="events")["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:events")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    queues.set_queue_attributes(
        QueueUrl=queue, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}
    )
    mails.create_email_identity(EmailIdentity="sender.example")
    mails.create_configuration_set(ConfigurationSetName="set")
    mails.create_configuration_set_event_destination(
        ConfigurationSetName="set",
        EventDestinationName="events",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND", "DELIVERY"],
            "SnsDestination": {"TopicArn": topic},
        },
    )
    topics.publish(TopicArn=topic, Message="the topic reaches the queue")

    emulator.send_mail(mails, ConfigurationSetName="set")

    received = queues.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2)["Messages"]
    assert [json.loads(each["Body"])["Message"] for each in received] == ["the topic reaches the queue"]


def test_a_made_up_password_is_too_short_for_its_pool(emulator: Emulator) -> None:
    cognito = emulator.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="pool", Policies={"PasswordPolicy": {"MinimumLength": 15}})["UserPool"]

    with pytest.raises(cognito.exceptions.InvalidPasswordException):
        cognito.admin_create_user(UserPoolId=pool["Id"], Username="anna", MessageAction="SUPPRESS")
