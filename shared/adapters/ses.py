"""Mail through SES. One call, never repeated here: a repetition that the outbox doesn't count is a duplicate."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.message import MailRefused

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

NEVER = frozenset({"MessageRejected", "BadRequestException"})


class SesMailer:
    """`client` must not retry (`total_max_attempts=1`)."""

    def __init__(self, client: "SESV2Client", *, sender: str, configuration_set: str) -> None:
        self._client = client
        self._sender = sender
        self._configuration_set = configuration_set

    def send(self, mime: bytes, *, to: str, partner_id: str, message_id: str) -> str:
        try:
            answer = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={"Raw": {"Data": mime}},
                EmailTags=[
                    {"Name": "partner_id", "Value": partner_id},
                    {"Name": "message_id", "Value": message_id},
                ],
                ConfigurationSetName=self._configuration_set,
            )
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable(type(error).__name__) from error
        except ClientError as error:
            raise _refusal(str(error.response["Error"]["Code"])) from error
        return answer["MessageId"]


def _refusal(code: str) -> MailRefused | Unavailable:
    """SES's texts quote addresses, so its code alone is passed on.

    What is wrong with the account (paused, quota used up, sender not verified) is put right within the days
    that a message waits.
    """
    return MailRefused(code) if code in NEVER else Unavailable(code)
