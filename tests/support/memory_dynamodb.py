"""DynamoDB in memory: quick where moto copies the whole table for each transaction, and it writes the bill.

It knows what `DynamoTable` asks and counts units as DynamoDB does: an item in a transaction costs two for each begun
kilobyte, in an index one, or two where its place there changes; a consistent read one for each begun four, of an index
half of that, rounded up. A partition key of the table that is asked for more than a partition gives in a second is
throttled, at once: DynamoDB itself has reserves for such seconds. Indexes follow at once, and are never throttled.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable
from math import ceil
from typing import Any

from botocore.exceptions import ClientError

PARTITION_READS, PARTITION_WRITES = 3000, 1000
MAX_ITEM = 400 * 1024
MAX_PAGE = 1024 * 1024
MAX_WRITES = 100
LAST = "\U0010ffff"

type Item = dict[str, Any]
type Key = tuple[str, str]

INDEXES = {"gsi1": ("gsi1pk", "gsi1sk"), "due": ("due_shard", "due_at")}
CONDITION = re.compile(
    r"\w+ = (:\w+)(?: AND (?:begins_with\(sk, (:prefix)\)|\w+ (<|<=|>|BETWEEN) (:\w+)(?: AND (:\w+))?))?"
)


class MemoryDynamoDb:
    """A client for `DynamoTable`; `second` tells in which second it is asked."""

    def __init__(self, second: Callable[[], int] = lambda: 0, *, throttles: bool = True) -> None:
        self.requests: Counter[str] = Counter()
        self.read_units: Counter[tuple[int, str]] = Counter()
        self.write_units: Counter[tuple[int, str]] = Counter()
        self.index_units: Counter[str] = Counter()
        self._second = second
        self._throttles = throttles
        self._items: dict[Key, Item] = {}
        self._sort_keys: defaultdict[str, list[str]] = defaultdict(list)
        self._places: defaultdict[tuple[str, str], list[tuple[str, Key]]] = defaultdict(list)

    def get_item(self, **request: Any) -> Any:
        self.requests["GetItem"] += 1
        found = self._read([_key(request["Key"])])
        return {"Item": found[0]} if found else {}

    def batch_get_item(self, **request: Any) -> Any:
        self.requests["BatchGetItem"] += 1
        [(table, wanted)] = request["RequestItems"].items()
        return {"Responses": {table: self._read([_key(key) for key in wanted["Keys"]])}, "UnprocessedKeys": {}}

    def query(self, **request: Any) -> Any:
        """By partition, and by a range of the sort key; a megabyte at most."""
        self.requests["Query"] += 1
        index, forward = request.get("IndexName"), request.get("ScanIndexForward", True)
        partition, since, until = _range(request)
        places = self._places_of(index, partition)
        start, end = bisect_left(places, since), bisect_left(places, until)
        if after := request.get("ExclusiveStartKey"):
            place = (after[INDEXES[index][1] if index else "sk"]["S"], _key(after))
            start, end = (
                (max(start, bisect_right(places, place)), end) if forward else (start, bisect_left(places, place))
            )
        found = places[start:end] if forward else places[start:end][::-1]
        items, is_cut = self._page(found, request.get("Limit"))
        units = max(1, ceil(sum(map(_size, items)) / 4096))
        if index:
            self.read_units[self._second(), partition] += ceil(units / 2)
        else:
            self._charge(self.read_units, {partition: units}, PARTITION_READS)
        answer = {"Count": len(items)} if request.get("Select") == "COUNT" else {"Items": items}
        return answer | ({"LastEvaluatedKey": _start_key(items[-1], index)} if is_cut else {})

    def _places_of(self, index: str | None, partition: str) -> list[tuple[str, Key]]:
        if index:
            return self._places[index, partition]
        return [(sort_key, (partition, sort_key)) for sort_key in self._sort_keys[partition]]

    def _page(self, found: list[tuple[str, Key]], limit: int | None) -> tuple[list[Item], bool]:
        """Items, and whether there may be more."""
        items: list[Item] = []
        size = 0
        for _, key in found:
            items.append(self._items[key])
            size += _size(items[-1])
            if len(items) == limit or size > MAX_PAGE:
                return items, True
        return items, False

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
        self._index(key, self._items.get(key), item)
        if item is None:
            if self._items.pop(key, None):
                self._sort_keys[partition].remove(sort_key)
            return
        if key not in self._items:
            insort(self._sort_keys[partition], sort_key)
        self._items[key] = item

    def _index(self, key: Key, former: Item | None, item: Item | None) -> None:
        for index in INDEXES:
            old, new = _place(index, former), _place(index, item)
            if old is not None and old != new:
                places = self._places[index, old[0]]
                places.pop(bisect_left(places, (old[1], key)))
                self.index_units[index] += ceil(_size(former or {}) / 1024)
            if new is not None and old != new:
                insort(self._places[index, new[0]], (new[1], key))
            if new is not None and former != item:
                self.index_units[index] += ceil(_size(item or {}) / 1024)

    def _charge(self, bill: Counter[tuple[int, str]], units: dict[str, int], limit: int) -> None:
        second = self._second()
        for partition, number in units.items():
            bill[second, partition] += number
            if self._throttles and bill[second, partition] > limit:
                raise _refused("ProvisionedThroughputExceededException")


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _place(index: str, item: Item | None) -> Key | None:
    """Partition and sort key in the index; None where it isn't there."""
    partition, sort_key = INDEXES[index]
    return (item[partition]["S"], item[sort_key]["S"]) if item and partition in item else None


def _start_key(item: Item, index: str | None) -> Item:
    return {name: item[name] for name in ("pk", "sk", *(INDEXES[index] if index else ()))}


def _range(request: Any) -> tuple[str, tuple[str, Key], tuple[str, Key]]:
    """The partition, and the places between which it is asked for: from the first one, before the second."""
    matched = CONDITION.fullmatch(request["KeyConditionExpression"])
    if matched is None:
        raise NotImplementedError(request)
    values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
    partition, prefix, sign, first, second = matched.groups()
    lowest, highest, first_key, last_key = "", LAST, ("", ""), (LAST, LAST)
    match sign:
        case None if prefix:
            lowest, highest, last_key = values[prefix], f"{values[prefix]}{LAST}", ("", "")
        case "<":
            highest, last_key = values[first], ("", "")
        case "<=":
            highest = values[first]
        case ">":
            lowest, first_key = values[first], (LAST, LAST)
        case "BETWEEN":
            lowest, highest = values[first], values[second]
    return values[partition], (lowest, first_key), (highest, last_key)


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
