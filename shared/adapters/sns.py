"""Texts to mobile phones through SNS. One call, never repeated here: a repetition that nobody counts is a duplicate."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.message import MailRefused

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

NEVER = frozenset({"InvalidParameter", "InvalidParameterValue", "OptedOut", "ValidationException"})


class SnsTexter:
    """`client` must not retry (`total_max_attempts=1`)."""

    def __init__(self, client: "SNSClient") -> None:
        self._client = client

    def send(self, text: str, *, to: str) -> str:
        try:
            answer = self._client.publish(
                PhoneNumber=to,
                Message=text,
                MessageAttributes={"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}},
            )
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable(type(error).__name__) from error
        except ClientError as error:
            # Its texts quote numbers, so the code alone is passed on.
            code = str(error.response["Error"]["Code"])
            raise (MailRefused(code) if code in NEVER else Unavailable(code)) from error
        return answer["MessageId"]
