"""The table as repositories use it: read rows, query pages, commit conditional writes together or not at all.

A row is its keys, what the indexes need, `version`, and `data`: the aggregate as one JSON string. One string
costs botocore a tenth of what a nested map costs, and pydantic reads it straight into the aggregate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.adapters.dynamodb.keys import Key
from shared.domain.errors import ConcurrentChange, DomainError, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BUSY = frozenset({"TransactionConflict", "TransactionInProgressException", "TransactionConflictException"})
NOT_NOW = frozenset(
    {
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "ThrottlingError",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    key: Key
    data: str
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the key to go on from, None at the end."""

    rows: list[Row]
    after: dict[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One conditional write of a transaction.

    `replaces` is the version that must be there now; None: nothing may be there, or something whose version is
    not above `outlived`. `refusal` is what to say when that isn't so; without one, somebody else was quicker:
    ConcurrentChange.
    """

    key: Key
    data: str | None
    version: int = 1
    replaces: int | None = None
    outlived: int | None = None
    index: dict[str, str] = field(default_factory=dict)
    expires_on: int | None = None
    refusal: DomainError | None = None


class DynamoTable:
    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Row | None:
        answer = self._ask(self._client.get_item, TableName=self._name, Key=_key(key), ConsistentRead=True)
        return _row(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Sequence[Key]) -> dict[Key, Row]:
        """At most 100 rows in one request; those that don't exist are left out."""
        found: dict[Key, Row] = {}
        wanted: dict[str, Any] = {self._name: {"Keys": [_key(key) for key in keys], "ConsistentRead": True}}
        while wanted:
            answer = self._ask(self._client.batch_get_item, RequestItems=wanted)
            found.update({row.key: row for row in map(_row, answer["Responses"].get(self._name, []))})
            wanted = answer.get("UnprocessedKeys", {})
        return found

    def query(
        self,
        partition: str,
        *,
        prefix: str = "",
        limit: int | None = None,
        after: dict[str, str] | None = None,
        newest_first: bool = False,
    ) -> Page:
        condition, values = "pk = :partition", {":partition": {"S": partition}}
        if prefix:
            condition, values = f"{condition} AND begins_with(sk, :prefix)", values | {":prefix": {"S": prefix}}
        request: dict[str, Any] = {"ConsistentRead": True}
        if limit is not None:
            request["Limit"] = limit
        if after is not None:
            request["ExclusiveStartKey"] = {name: {"S": value} for name, value in after.items()}
        return self._query(condition, values, newest_first=newest_first, **request)

    def query_index(self, partition: str, *, limit: int, before: str | None = None) -> Page:
        """Rows of a `gsi1` partition, those with the greatest sort key first, below `before`."""
        condition, values = "gsi1pk = :partition", {":partition": {"S": partition}}
        if before is not None:
            condition, values = f"{condition} AND gsi1sk < :before", values | {":before": {"S": before}}
        return self._query(condition, values, newest_first=True, IndexName="gsi1", Limit=limit)

    def query_index_after(self, partition: str, *, after: str, limit: int) -> Page:
        """Rows of a `gsi1` partition, those with the least sort key first, above `after`."""
        condition = "gsi1pk = :partition AND gsi1sk > :after"
        values = {":partition": {"S": partition}, ":after": {"S": after}}
        return self._query(condition, values, newest_first=False, IndexName="gsi1", Limit=limit)

    def count_index(self, partition: str, *, at_most: int) -> int:
        """Rows of a `gsi1` partition, counted no further than that."""
        request: dict[str, Any] = {
            "TableName": self._name,
            "IndexName": "gsi1",
            "KeyConditionExpression": "gsi1pk = :partition",
            "ExpressionAttributeValues": {":partition": {"S": partition}},
            "Select": "COUNT",
        }
        counted: int = 0
        while True:
            answer = self._ask(self._client.query, **request, Limit=at_most - counted)
            counted += int(answer["Count"])
            if counted >= at_most or "LastEvaluatedKey" not in answer:
                return counted
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def query_due(self, shard: str, *, until: str, limit: int) -> list[Row]:
        values = {":shard": {"S": shard}, ":until": {"S": until}}
        condition = "due_shard = :shard AND due_at <= :until"
        return self._query(condition, values, newest_first=False, IndexName="due", Limit=limit).rows

    def page_due(self, shard: str, *, since: str, until: str, limit: int, after: dict[str, str] | None) -> Page:
        """As `query_due`, page by page, those that are due at `since` or later."""
        values = {":shard": {"S": shard}, ":since": {"S": since}, ":until": {"S": until}}
        request: dict[str, Any] = {"IndexName": "due", "Limit": limit}
        if after is not None:
            request["ExclusiveStartKey"] = {name: {"S": value} for name, value in after.items()}
        condition = "due_shard = :shard AND due_at BETWEEN :since AND :until"
        return self._query(condition, values, newest_first=False, **request)

    def query_queue(self, shard: str, *, after: str, limit: int) -> list[Row]:
        """Rows of a shard of the `due` index, those with the least sort key first, above `after`."""
        values = {":shard": {"S": shard}, ":after": {"S": after}}
        condition = "due_shard = :shard AND due_at > :after"
        return self._query(condition, values, newest_first=False, IndexName="due", Limit=limit).rows

    def _query(self, condition: str, values: dict[str, dict[str, str]], *, newest_first: bool, **request: Any) -> Page:
        answer = self._ask(
            self._client.query,
            TableName=self._name,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ScanIndexForward=not newest_first,
            **request,
        )
        last = answer.get("LastEvaluatedKey")
        return Page(
            rows=[_row(item) for item in answer["Items"]],
            after={name: value["S"] for name, value in last.items()} if last else None,
        )

    def commit(self, writes: Sequence[Write]) -> None:
        """All of the writes, or none.

        Raises the refusal of the first write whose condition doesn't hold; ConcurrentChange where that has
        none; Unavailable when the table can't take it now.
        """
        try:
            self._client.transact_write_items(TransactItems=[self._item_of(write) for write in writes])
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable("The table can't be reached now.") from error
        except ClientError as error:
            raise _refusal(error, writes) or error from error

    def _item_of(self, write: Write) -> Any:
        request: dict[str, Any] = {"TableName": self._name, **_condition(write)}
        if write.data is None:
            return {"Delete": {**request, "Key": _key(write.key)}}
        item: dict[str, Any] = {
            **_key(write.key),
            "version": {"N": str(write.version)},
            "data": {"S": write.data},
            **{name: {"S": value} for name, value in write.index.items()},
        }
        if write.expires_on is not None:
            item["expires_on"] = {"N": str(write.expires_on)}
        return {"Put": {**request, "Item": item}}

    def _ask(self, call: Any, **request: Any) -> Any:
        try:
            return call(**request)
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable("The table can't be reached now.") from error
        except ClientError as error:
            raise (Unavailable("The table can't answer now.") if _code(error) in NOT_NOW else error) from error


def _condition(write: Write) -> dict[str, Any]:
    if write.replaces is not None:
        values = {":replaces": {"N": str(write.replaces)}}
        return {"ConditionExpression": "version = :replaces", "ExpressionAttributeValues": values}
    if write.outlived is not None:
        values = {":outlived": {"N": str(write.outlived)}}
        condition = "attribute_not_exists(pk) OR version <= :outlived"
        return {"ConditionExpression": condition, "ExpressionAttributeValues": values}
    return {"ConditionExpression": "attribute_not_exists(pk)"}


def _refusal(error: ClientError, writes: Sequence[Write]) -> DomainError | None:
    if _code(error) in BUSY:
        return ConcurrentChange()
    if _code(error) in NOT_NOW:
        return Unavailable("The table can't take a change now.")
    reasons: Iterable[Any] = error.response.get("CancellationReasons", [])
    for write, reason in zip(writes, reasons, strict=False):
        code = reason.get("Code")
        if code == "ConditionalCheckFailed":
            return write.refusal or ConcurrentChange()
        if code in BUSY:
            return ConcurrentChange()
        if code in NOT_NOW:
            return Unavailable("The table can't take a change now.")
    return None


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def _row(item: Any) -> Row:
    return Row(key=(item["pk"]["S"], item["sk"]["S"]), data=item["data"]["S"], version=int(item["version"]["N"]))
