"""What the emulated AWS does otherwise than AWS, and the way round each: nothing outside this module knows of it.

Each fault has a test in tests/local that fails when the emulator no longer has it; then its function goes.

| fault of ministack 1.5.33                            | way round                                            |
|------------------------------------------------------|------------------------------------------------------|
| an HTTP API's `Body` is ignored: no routes           | `with_routes`: routes as resources of their own      |
| `Ref` of a secret is its name, not its ARN           | `with_secret_arns`: ask for the ARN                  |
| an identity has no DKIM tokens to put out            | `without_dkim`: leave those outputs away             |
| it is reached in clear, which buckets refuse          | `without_tls_only`: leave those policies away        |
| workers see the emulator's own packages              | `_give_workers_a_bare_interpreter`                   |
| code is unpacked again for each worker               | `_unpack_code_once`                                  |
| 50 ms of waiting when a handler logs nothing         | `_wait_less_for_logs`                                |
| readers of a stream wait for where it once was       | `_follow_streams_after_a_restart`                    |
| what IAM refuses is not in the log                   | `_log_refusals`                                      |
| a request's cookies stay in its headers              | `_hand_over_cookies`                                 |
| sent mail is forgotten at a restart                  | `_keep_sent_mail_over_a_restart`                     |
| sending mail is authorised on `*`, without a sender  | `_authorize_mail_on_its_identity`                    |
| a queue is read at today's port, not at its address  | `_read_queues_at_their_addresses`                    |
| a batch of queued messages needs a permission of its | `_authorize_batches_as_their_messages`               |
| own, which AWS doesn't know                          |                                                      |
| a text to a phone has no date                        | `_date_texts`                                        |
| a mail's MIME is dropped, attachments with it;       | `_keep_mail_and_tell_about_it`                       |
| a configuration set's events are never published     |                                                      |
"""

import copy
import hashlib
import json
import shutil
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from local.configuration import REGION
from local.mail import SentMail, events, sent_mail
from local.texts import SentText, sent_text

# ruff: noqa: SLF001 - a work-around reaches into what it works round

Template = dict[str, Any]
ACCOUNT = "000000000000"
SEND_EMAIL = ("POST", "/v2/email/outbound-emails")


# --- At deployment: the template as the emulator understands it ---------------------------------------------------


def adapted(template: Template) -> Template:
    return without_tls_only(without_dkim(with_secret_arns(with_routes(template))))


def with_routes(template: Template) -> Template:
    """SAM writes an HTTP API's routes into its `Body`, an OpenAPI document that the emulator doesn't read."""
    result = copy.deepcopy(template)
    for api, resource in list(result["Resources"].items()):
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and "Body" in resource["Properties"]:
            properties = resource["Properties"]
            body = properties.pop("Body")
            properties.pop("FailOnWarnings", None)
            properties.update({"ProtocolType": "HTTP", "Name": properties.get("Name", body["info"]["title"])})
            result["Resources"].update(_routes(api, body))
    return without_permissions_of_routes(result)


def without_permissions_of_routes(template: Template) -> Template:
    """Here an API invokes without asking; with the routes, its permissions would be more than a stack may hold."""
    kept = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] != "AWS::Lambda::Permission"
        or resource["Properties"]["Principal"] != "apigateway.amazonaws.com"
    }
    return {**template, "Resources": kept}


def _routes(api: str, body: Template) -> Iterator[tuple[str, Template]]:
    schemes = body.get("components", {}).get("securitySchemes", {})
    for name, scheme in schemes.items():
        jwt = scheme["x-amazon-apigateway-authorizer"]
        yield (
            f"{api}{name}Authorizer",
            _resource(
                "Authorizer",
                api,
                Name=name,
                AuthorizerType="JWT",
                IdentitySource=[jwt["identitySource"]],
                JwtConfiguration={
                    "Issuer": jwt["jwtConfiguration"]["issuer"],
                    "Audience": jwt["jwtConfiguration"]["audience"],
                },
            ),
        )
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            integration = operation["x-amazon-apigateway-integration"]
            verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
            name = f"{api}{_short(f'{verb} {path}')}"
            # One for all routes of a function: a stack holds no more than 500 resources.
            behind = f"{api}{_short(json.dumps(integration, sort_keys=True))}Integration"
            yield (
                behind,
                _resource(
                    "Integration",
                    api,
                    IntegrationType="AWS_PROXY",
                    IntegrationUri=integration["uri"],
                    PayloadFormatVersion=integration["payloadFormatVersion"],
                ),
            )
            authorizers = [key for rule in operation.get("security", []) for key in rule if key in schemes]
            authorization = (
                {"AuthorizationType": "JWT", "AuthorizerId": {"Ref": f"{api}{authorizers[0]}Authorizer"}}
                if authorizers
                else {"AuthorizationType": "NONE"}
            )
            yield (
                f"{name}Route",
                _resource(
                    "Route",
                    api,
                    RouteKey=f"{verb} {path}",
                    Target={"Fn::Join": ["/", ["integrations", {"Ref": behind}]]},
                    **authorization,
                ),
            )


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _resource(kind: str, api: str, **properties: Any) -> Template:
    return {"Type": f"AWS::ApiGatewayV2::{kind}", "Properties": {"ApiId": {"Ref": api}, **properties}}


def with_secret_arns(template: Template) -> Template:
    secrets = {
        name for name, resource in template["Resources"].items() if resource["Type"] == "AWS::SecretsManager::Secret"
    }

    def replaced(node: Any) -> Any:
        match node:
            case {"Ref": str(name)} if name in secrets:
                return {"Fn::GetAtt": [name, "Id"]}
            case dict():
                return {key: replaced(value) for key, value in node.items()}
            case list():
                return [replaced(value) for value in node]
            case _:
                return node

    return {**template, "Resources": replaced(template["Resources"])}


def without_dkim(template: Template) -> Template:
    """A mail identity has no DKIM tokens here; one output that can't be had fails the whole stack."""
    outputs = {name: output for name, output in template.get("Outputs", {}).items() if "Dkim" not in json.dumps(output)}
    return {**template, "Outputs": outputs}


def without_tls_only(template: Template) -> Template:
    """Nothing leaves this machine, so nothing is encrypted on its way; a bucket that wants it would refuse all."""
    kept = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] != "AWS::S3::BucketPolicy" or "aws:SecureTransport" not in json.dumps(resource)
    }
    return {**template, "Resources": kept}


# --- In the emulator's process ------------------------------------------------------------------------------------


@dataclass(slots=True)
class MailService:
    """The mail service's switch: a test takes it down, and up again."""

    available: bool = True


def _ministack(module: str) -> Any:
    return import_module(f"ministack.{module}")


def install(scratch: Path, mail: MailService) -> None:
    _give_workers_a_bare_interpreter(scratch / "python")
    _unpack_code_once(scratch / "unpacked")
    _wait_less_for_logs()
    _follow_streams_after_a_restart()
    _log_refusals()
    _hand_over_cookies()
    _keep_sent_mail_over_a_restart()
    _authorize_mail_on_its_identity()
    _read_queues_at_their_addresses()
    _authorize_batches_as_their_messages()
    _date_texts()
    _keep_mail_and_tell_about_it(mail)


def _give_workers_a_bare_interpreter(launcher: Path) -> None:
    """A package that no layer brings must be missing here too: no site-packages, no variables of Python's own."""
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    launcher.chmod(0o755)
    lambda_runtime = _ministack("core.lambda_runtime")
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    lambda_runtime._detect_runtime_binary = lambda _runtime: (str(launcher), script)


def _unpack_code_once(cache: Path) -> None:
    """Twenty people at once are twenty workers: each would unpack every layer for itself."""
    cache.mkdir()

    class UnpackedOnce(zipfile.ZipFile):
        def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
            content = [(entry.filename, entry.CRC) for entry in self.infolist()]
            unpacked = cache / hashlib.sha256(json.dumps(content).encode()).hexdigest()
            if not unpacked.exists():
                half = Path(f"{path}.unpacking")
                super().extractall(half, members, pwd)
                try:
                    half.rename(unpacked)
                except OSError:  # another worker was quicker
                    shutil.rmtree(half)
            Path(path).rmdir()
            Path(path).symlink_to(unpacked)

    lambda_runtime = _ministack("core.lambda_runtime")
    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": UnpackedOnce})


def _wait_less_for_logs() -> None:
    lambda_runtime = _ministack("core.lambda_runtime")
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.005, 0.002, 0.25)


def _follow_streams_after_a_restart() -> None:
    """A stream begins anew with the emulator, so its readers must too."""
    _ministack("services.lambda_svc")._restore_esm_positions = lambda _store, _positions: None


def _log_refusals() -> None:
    iam_actions = _ministack("core.iam_actions")
    refuse = iam_actions.access_denied_response

    def logged(service: str, action: str, principal: str, *rest: Any, **more: Any) -> Any:
        print(f"IAM refuses {action} to {principal} on {more.get('resource_arn', 'it')}", flush=True)
        return refuse(service, action, principal, *rest, **more)

    iam_actions.access_denied_response = logged


def _hand_over_cookies() -> None:
    """API Gateway moves a request's cookies out of its headers into a list of their own."""
    lambda_svc = _ministack("services.lambda_svc")
    execute = lambda_svc._execute_function_with_config_scope

    def execute_with_cookies(function: Any, event: Any) -> Any:
        if "routeKey" in event and "cookie" in event["headers"]:
            event["cookies"] = event["headers"].pop("cookie").split("; ")
        return execute(function, event)

    lambda_svc._execute_function_with_config_scope = execute_with_cookies


def _keep_sent_mail_over_a_restart() -> None:
    ses = _ministack("services.ses")
    save, load = ses.get_state, ses.load_persisted_state

    def load_with_mail(state: Any) -> None:
        load(state)
        ses._sent_emails.update(state.get("sent", {}))

    ses.get_state = lambda: {**save(), "sent": copy.deepcopy(ses._sent_emails)}
    ses.load_persisted_state = load_with_mail


def _authorize_mail_on_its_identity() -> None:
    """Sending is allowed on an identity and a configuration set, from an address; the emulator asks for all of SES."""
    app = _ministack("app")
    enforce = app._enforce_ses_v2

    def enforce_ses_v2(method: str, path: str, headers: Any, body: bytes, query: Any, request_id: str) -> Any:
        if (method, path) != SEND_EMAIL:
            return enforce(method, path, headers, body, query, request_id)
        request = json.loads(body)
        sender = parseaddr(request["FromEmailAddress"])[1]
        used = [f"identity/{sender.partition('@')[2]}"]
        if "ConfigurationSetName" in request:
            used.append(f"configuration-set/{request['ConfigurationSetName']}")
        for resource in used:
            arn = f"arn:aws:ses:{REGION}:{ACCOUNT}:{resource}"
            denied = app._enforce_data_plane(
                "sesv2",
                "ses:SendRawEmail" if "Raw" in request["Content"] else "ses:SendEmail",
                headers,
                query,
                request_id,
                resource_arn=arn,
                named_resource=arn,
                service_context={"ses:FromAddress": sender},
            )
            if denied:
                return denied
        return None

    app._enforce_ses_v2 = enforce_ses_v2


def _read_queues_at_their_addresses() -> None:
    """A queue keeps the address that it was made with, which functions know; a later start may have another port."""
    sqs = _ministack("services.sqs")
    made = sqs._queue_url
    sqs._queue_url = lambda name: sqs._queue_name_to_url.get(name) or made(name)


def _authorize_batches_as_their_messages() -> None:
    iam_actions = _ministack("core.iam_actions")
    extract = iam_actions.extract_iam_action

    def extract_known(*request: Any) -> Any:
        action = extract(*request)
        return "sqs:SendMessage" if action == "sqs:SendMessageBatch" else action

    iam_actions.extract_iam_action = extract_known


def _date_texts() -> None:
    sns = _ministack("services.sns")
    log_for = sns._sms_log_for

    class Dated(list[dict[str, Any]]):
        def append(self, record: dict[str, Any]) -> None:
            log_for(record["PhoneNumber"]).append({**record, "Timestamp": time.time()})

    sns._sms_log_for = lambda _phone_number: Dated()


def _keep_mail_and_tell_about_it(mail: MailService) -> None:
    spawn_background = _ministack("core.concurrency").spawn_background
    ses_v2 = _ministack("services.ses_v2")
    handle = ses_v2.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        if (method, path) != SEND_EMAIL:
            return await handle(method, path, headers, body, query)
        if not mail.available:
            return 503, {"Content-Type": "application/json"}, b'{"message": "Service Unavailable"}'
        status, answer_headers, answer = await handle(method, path, headers, body, query)
        if status == HTTPStatus.OK:
            request = json.loads(body)
            message_id = json.loads(answer)["MessageId"]
            record = next(each for each in reversed(_records()) if each["MessageId"] == message_id)
            record["Raw"] = request["Content"].get("Raw", {}).get("Data")
            spawn_background(_publish_events, request, sent_mail(record))
        return status, answer_headers, answer

    ses_v2.handle_request = handle_request


def _publish_events(request: dict[str, Any], mail: SentMail) -> None:
    configuration_set = request.get("ConfigurationSetName", "")
    known = _ministack("services.ses_v2")._config_sets.get(configuration_set) or {}
    for event in events(
        mail,
        configuration_set=configuration_set,
        tags={tag["Name"]: tag["Value"] for tag in request.get("EmailTags", [])},
        account=ACCOUNT,
        region=REGION,
    ):
        for destination in known.get("EventDestinations", {}).values():
            if destination["Enabled"] and event["eventType"].upper() in destination["MatchingEventTypes"]:
                _ministack("services.sns").publish_internal(
                    destination["SnsDestination"]["TopicArn"], json.dumps(event), "Amazon SES Email Event Notification"
                )


def all_mail() -> list[SentMail]:
    return [sent_mail(record) for record in _records()]


def all_texts() -> list[SentText]:
    sent: dict[Any, list[dict[str, Any]]] = _ministack("services.sns")._sms_messages.to_dict()
    return [sent_text(record) for records in sent.values() for record in records]


def _records() -> list[dict[str, Any]]:
    """Of the one account and region there is."""
    sent: dict[Any, list[dict[str, Any]]] = _ministack("services.ses")._sent_emails.to_dict()
    return [record for records in sent.values() for record in records]
