"""DynamoDB in memory: quick where moto copies the whole table for each transaction, and it writes the bill.

It knows what `DynamoTable` asks of the table itself (not of indexes) and counts units as DynamoDB does: an item in a
transaction costs two for each begun kilobyte, a consistent read one for each begun four. A partition key that is asked
for more than a partition gives in a second is throttled, at once: DynamoDB itself has reserves for such seconds.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable
from math import ceil
from typing import Any

from botocore.exceptions import ClientError

PARTITION_READS, PARTITION_WRITES = 3000, 1000
MAX_ITEM = 400 * 1024
MAX_WRITES = 100

type Item = dict[str, Any]
type Key = tuple[str, str]


class MemoryDynamoDb:
    """A client for `DynamoTable`; `second` tells in which second it is asked."""

    def __init__(self, second: Callable[[], int] = lambda: 0, *, throttles: bool = True) -> None:
        self.requests: Counter[str] = Counter()
        self.read_units: Counter[tuple[int, str]] = Counter()
        self.write_units: Counter[tuple[int, str]] = Counter()
        self._second = second
        self._throttles = throttles
        self._items: dict[Key, Item] = {}
        self._sort_keys: defaultdict[str, list[str]] = defaultdict(list)

    def get_item(self, **request: Any) -> Any:
        self.requests["GetItem"] += 1
        found = self._read([_key(request["Key"])])
        return {"Item": found[0]} if found else {}

    def batch_get_item(self, **request: Any) -> Any:
        self.requests["BatchGetItem"] += 1
        [(table, wanted)] = request["RequestItems"].items()
        return {"Responses": {table: self._read([_key(key) for key in wanted["Keys"]])}, "UnprocessedKeys": {}}

    def query(self, **request: Any) -> Any:
        """By partition, and by the beginning of the sort key."""
        self.requests["Query"] += 1
        if "IndexName" in request:
            raise NotImplementedError("this table has no indexes")
        values, forward = request["ExpressionAttributeValues"], request["ScanIndexForward"]
        partition, prefix = values[":partition"]["S"], values.get(":prefix", {"S": ""})["S"]
        known = self._sort_keys[partition]
        found = known[bisect_left(known, prefix) : bisect_left(known, f"{prefix}\U0010ffff")]
        if "ExclusiveStartKey" in request:
            start = request["ExclusiveStartKey"]["sk"]["S"]
            found = [one for one in found if (one > start if forward else one < start)]
        page = (found if forward else found[::-1])[: request.get("Limit")]
        items = [self._items[partition, one] for one in page]
        self._charge(self.read_units, {partition: max(1, ceil(sum(map(_size, items)) / 4096))}, PARTITION_READS)
        full = len(page) == request.get("Limit")
        return {"Items": items} | (
            {"LastEvaluatedKey": {"pk": {"S": partition}, "sk": {"S": page[-1]}}} if full else {}
        )

    def transact_write_items(self, **request: Any) -> Any:
        self.requests["TransactWriteItems"] += 1
        writes = [_read_write(item) for item in request["TransactItems"]]
        sizes = {key: max(_size(item or {}), _size(self._items.get(key, {}))) for key, item, _ in writes}
        if not len(sizes) == len(writes) <= MAX_WRITES or max(sizes.values()) > MAX_ITEM:
            raise _refused("ValidationException")
        units: Counter[str] = Counter()
        for (partition, _), size in sizes.items():
            units[partition] += 2 * max(1, ceil(size / 1024))
        self._charge(self.write_units, units, PARTITION_WRITES)
        held = [_holds(request, self._items.get(key)) for key, _, request in writes]
        if not all(held):
            reasons = [{"Code": "None" if one else "ConditionalCheckFailed"} for one in held]
            raise _refused("TransactionCanceledException", CancellationReasons=reasons)
        for key, item, _ in writes:
            self._put(key, item)
        return {}

    def _read(self, wanted: list[Key]) -> list[Item]:
        units: Counter[str] = Counter()
        for key in wanted:
            units[key[0]] += max(1, ceil(_size(self._items.get(key, {})) / 4096))
        self._charge(self.read_units, units, PARTITION_READS)
        return [self._items[key] for key in wanted if key in self._items]

    def _put(self, key: Key, item: Item | None) -> None:
        partition, sort_key = key
        if item is None:
            if self._items.pop(key, None):
                self._sort_keys[partition].remove(sort_key)
            return
        if key not in self._items:
            insort(self._sort_keys[partition], sort_key)
        self._items[key] = item

    def _charge(self, bill: Counter[tuple[int, str]], units: dict[str, int], limit: int) -> None:
        second = self._second()
        for partition, number in units.items():
            bill[second, partition] += number
            if self._throttles and bill[second, partition] > limit:
                raise _refused("ProvisionedThroughputExceededException")


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _read_write(item: Any) -> tuple[Key, Item | None, Any]:
    """Key, the new item (None: it is deleted), and the request with its condition."""
    [(kind, request)] = item.items()
    return (_key(request["Item"]), request["Item"], request) if kind == "Put" else (_key(request["Key"]), None, request)


def _holds(request: Any, present: Item | None) -> bool:
    """The conditions that `DynamoTable` sets, and no others."""
    version = int(present["version"]["N"]) if present else None
    values = {name: int(value["N"]) for name, value in request.get("ExpressionAttributeValues", {}).items()}
    match request["ConditionExpression"]:
        case "attribute_not_exists(pk)":
            return present is None
        case "version = :replaces":
            return version == values[":replaces"]
        case "attribute_not_exists(pk) OR version <= :outlived":
            return version is None or version <= values[":outlived"]
    raise NotImplementedError(request["ConditionExpression"])


def _size(item: Item) -> int:
    return sum(len(name) + _length(value) for name, value in item.items())


def _length(value: dict[str, str]) -> int:
    [(kind, content)] = value.items()
    return len(content.encode()) if kind == "S" else len(content) // 2 + 2


def _refused(code: str, **more: Any) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": code}, **more}
    return ClientError(response, "TransactWriteItems")
