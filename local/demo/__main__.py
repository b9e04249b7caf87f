"""`make demo`: the main story, told against a running stack through public HTTP, its pages and the mailbox alone.

Each step is printed as it happens. Where anything is not as told, the demo says so and fails.
"""

import json
import sys

import httpx

from local.configuration import StackFailure, configuration
from local.demo.confirming import Confirming
from local.demo.customers import Customers
from local.demo.evidence import Evidence
from local.demo.moving_in import move_in
from local.demo.orders import Orders
from local.demo.partnerships import Partnerships
from local.demo.signing import Signing
from local.demo.telling import NotAsTold, Telling
from local.demo.users import Users
from local.users import PASSWORD


def main() -> int:
    try:
        stack = json.loads(configuration().description.read_text())
    except FileNotFoundError:
        print("No stack runs here: start one with `make run`, in another terminal.", file=sys.stderr)
        return 1
    try:
        tell(Telling(stack))
    except (NotAsTold, StackFailure, LookupError, httpx.HTTPError) as fault:
        print(f"\nNot as told: {fault}", file=sys.stderr)
        return 1
    return 0


def tell(telling: Telling) -> None:
    orders = Orders(telling)
    confirmed = Confirming(telling).tell()
    Evidence(telling).tell(confirmed)
    orders.tell(confirmed)
    Signing(telling).tell(confirmed)
    house = move_in(telling)
    customers, users = Customers(telling, house), Users(telling, house)
    record = customers.tell()
    shopper = users.tell_of_the_storefront(record)
    customers.tell_of_the_distributor(record)
    orders.tell_of_the_storefront(house, record, shopper)
    users.tell_of_colleagues()
    Partnerships(telling).tell()
    print(
        f"\nThat was the story. See for yourself: {telling.stack['portal_url']}"
        f"\nas {house.admin}, with the password “{PASSWORD}”."
    )


if __name__ == "__main__":
    sys.exit(main())
