"""Documents, attachments, addenda, certificates in memory; a contract holds the first two against the real ones."""

import hashlib
from typing import TYPE_CHECKING

from shared.domain.attachment import Attachment
from shared.domain.errors import ConcurrentChange, Unavailable
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.ports import Addendum, Rendered
from tests.support.fakes.customers import FakeCustomers

if TYPE_CHECKING:
    from collections.abc import Callable


class FakeDocuments:
    """`available` False: nothing can be kept or read."""

    def __init__(self) -> None:
        self.available = True
        self.files: dict[str, bytes] = {}

    def keep(self, key: str, content: bytes, *, content_type: str) -> bytes:
        self._check()
        return self.files.setdefault(key, content)

    def get(self, key: str) -> bytes:
        self._check()
        return self.files[key]

    def find(self, key: str) -> bytes | None:
        self._check()
        return self.files.get(key)

    def link(self, key: str, name: str) -> str:
        return f"https://documents.example/{key}?signed&name={name}"

    def _check(self) -> None:
        if not self.available:
            raise Unavailable("Documents can't be reached now.")


class FakeAttachments:
    """`before_add` lets a test slip something in between what is read and what is written."""

    def __init__(self, customers: FakeCustomers) -> None:
        self.customers = customers
        self.attachments: dict[str, Attachment] = {}
        self.before_add: Callable[[], object] = lambda: None

    def find(self, customer_id: str, attachment_id: str) -> Attachment | None:
        return self.attachments.get(attachment_id)

    def add(self, attachment: Attachment) -> None:
        self.before_add()
        if attachment.id in self.attachments:
            raise ConcurrentChange
        self.attachments[attachment.id] = attachment

    def of_customer(self, customer_id: str) -> tuple[Attachment, ...]:
        self.customers.get(customer_id)
        found = [one for one in self.attachments.values() if one.customer_id == customer_id]
        return tuple(sorted(found, key=lambda one: (one.created_at, one.id), reverse=True))


class FakeAddenda:
    """`down` is raised instead of an answer."""

    def __init__(self) -> None:
        self.down: Unavailable | None = None
        self.asked: list[tuple[str, str, Locale]] = []

    def of_order(self, tenant: Tenant, order_id: str, locale: Locale) -> Addendum:
        self.asked.append((tenant.partner_id, order_id, locale))
        if self.down is not None:
            raise self.down
        return Addendum(name=f"Order addendum 1 ({locale}).pdf", content=b"%PDF-1.7\r\n\xff\x00 an addendum\n%%EOF\n")


class FakeCertificates:
    """`down` is raised instead of an answer."""

    def __init__(self) -> None:
        self.down: Unavailable | None = None
        self.asked: list[tuple[str, str, Locale, str]] = []

    def certificate(self, tenant: Tenant, record_id: str, locale: Locale, *, origin: str) -> Rendered:
        self.asked.append((tenant.partner_id, record_id, locale, origin))
        if self.down is not None:
            raise self.down
        content = b"%PDF-1.7\r\n\xff\x00 a certificate\n%%EOF\n"
        name, key = f"Evidence of acceptance ({locale}).pdf", f"certificates/{record_id}-{locale}.pdf"
        return Rendered(name=name, key=key, sha256=hashlib.sha256(content).hexdigest(), content=content)
