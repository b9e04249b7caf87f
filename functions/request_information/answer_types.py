"""What may be answered, kind by kind: each answer as it is kept, or why it can't be."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated

from pydantic import (
    AfterValidator,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from shared.domain.rfi import Kind
from shared.fields import DomainName, Email, ShortText
from shared.phones import NotAPhoneNumber, to_e164

# Nothing that leads to these leads to a mail server.
UNUSABLE = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/3",
        "::/128",
        "::1/128",
        "::ffff:0:0/96",
        "fe80::/10",
        "ff00::/8",
    )
)


def _check_mobile(value: str, info: ValidationInfo) -> str:
    """In E.164; a number without a country code is one of the partner's country, given as context."""
    try:
        return to_e164(value, info.context["country"] if info.context else None)
    except NotAPhoneNumber as refusal:
        raise PydanticCustomError("phone", "{why}", {"why": str(refusal)}) from None


def _check_address(value: str) -> str:
    """An IPv4 or IPv6 address, or a network in CIDR notation, as it is commonly written."""
    return _network(value) if "/" in value else str(_address(value))


def _address(value: str) -> IPv4Address | IPv6Address:
    try:
        # A zone (%eth0) says something on one machine only.
        address = ip_address("" if "%" in value else value)
    except ValueError:
        message = "This is not an IP address, such as 192.0.2.10, or a network, such as 192.0.2.0/28."
        raise PydanticCustomError("address", message) from None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in UNUSABLE):
        raise PydanticCustomError("address_unusable", "No mail server can be reached at this address.")
    return address


def _network(value: str) -> str:
    _, _, length = value.partition("/")
    try:
        network = ip_network("" if "%" in value or not length.isdecimal() else value, strict=False)
    except ValueError:
        message = "This is not a network, such as 192.0.2.0/28 or 2001:db8::/48."
        raise PydanticCustomError("address", message) from None
    address = value.partition("/")[0]
    if network.network_address != ip_address(address):
        message = "The network that {address} is in is {network}. Write that, or the address alone."
        raise PydanticCustomError("network", message, {"address": address, "network": str(network)})
    if any(network.overlaps(unusable) for unusable in UNUSABLE):
        raise PydanticCustomError("address_unusable", "No mail server can be reached at these addresses.")
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _check_host(value: object, check_name: ValidatorFunctionWrapHandler) -> str:
    """The name of a host, in ASCII, or its address."""
    typed = value.strip() if isinstance(value, str) else ""
    is_address = ":" in typed or typed.replace(".", "").isdecimal()
    return str(_address(typed)) if is_address else str(check_name(value))


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=253)]
Mobile = Annotated[ShortText, AfterValidator(_check_mobile)]
Address = Annotated[Line, AfterValidator(_check_address)]
Host = Annotated[DomainName, WrapValidator(_check_host)]

TYPES: dict[Kind, TypeAdapter[str]] = {
    Kind.NAME: TypeAdapter(ShortText),
    Kind.EMAIL: TypeAdapter(Email),
    Kind.MOBILE: TypeAdapter(Mobile),
    Kind.ADDRESSES: TypeAdapter(Address),
    Kind.DOMAINS: TypeAdapter(DomainName),
    Kind.HOSTS: TypeAdapter(Host),
}
