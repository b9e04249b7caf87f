"""What the routes of users take and answer."""

from typing import Annotated, Self

from pydantic import Field

from shared.domain.locale import Locale
from shared.domain.partner import Partner
from shared.domain.user import DateFormat, Role, User, UserState
from shared.fields import Email, Flag, PageQuery, ShortText, unset
from shared.models import AnswerModel, RequestModel
from shared.requests import Group


class UsersQuery(PageQuery):
    """Each word of `q` is the beginning of a word of name or email."""

    q: Annotated[str, Field(max_length=200)] = ""


class InviteUserRequest(RequestModel):
    """Without a language it is the partner's."""

    first_name: ShortText
    last_name: ShortText
    email: Email
    role: Role
    language: Locale | None = None
    date_format: DateFormat = DateFormat.ISO


class InviteFirstAdminRequest(RequestModel):
    first_name: ShortText
    last_name: ShortText
    email: Email


class InviteStorefrontUserRequest(RequestModel):
    first_name: ShortText
    last_name: ShortText
    email: Email
    language: Locale
    date_format: DateFormat


class PatchUserRequest(RequestModel):
    first_name: ShortText = unset()
    last_name: ShortText = unset()
    role: Role = unset()


class PatchPreferencesRequest(RequestModel):
    show_offer_introduction: Flag = unset()
    locale: Locale = unset()
    date_format: DateFormat = unset()


class UserAnswer(AnswerModel):
    id: str
    first_name: str
    last_name: str
    email: str
    sign_in_name: str
    role: Role | None
    language: Locale
    date_format: DateFormat
    state: UserState
    version: int

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            id=user.id,
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            sign_in_name=user.sign_in_name,
            role=user.role,
            language=user.language,
            date_format=user.date_format,
            state=user.state,
            version=user.version,
        )


class StorefrontUserAnswer(AnswerModel):
    """`sign_in_name` is what the storefront's own sign-in page makes of the tenant's name and the email (B12)."""

    id: str
    customer_id: str
    first_name: str
    last_name: str
    email: str
    sign_in_name: str
    language: Locale
    date_format: DateFormat
    state: UserState
    version: int

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            id=user.id,
            customer_id=user.customer_id or "",
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            sign_in_name=user.sign_in_name,
            language=user.language,
            date_format=user.date_format,
            state=user.state,
            version=user.version,
        )


class PreferencesAnswer(AnswerModel):
    show_offer_introduction: bool
    locale: Locale
    date_format: DateFormat
    version: int

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            show_offer_introduction=user.show_offer_introduction,
            locale=user.language,
            date_format=user.date_format,
            version=user.version,
        )


class OwnPartnerAnswer(AnswerModel):
    id: str
    name: str
    tenant_name: str
    country: str
    currency: str
    locale: Locale

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls(
            id=partner.id,
            name=partner.name,
            tenant_name=partner.tenant_name,
            country=partner.country,
            currency=partner.currency,
            locale=partner.locale,
        )


class MeAnswer(AnswerModel):
    user: UserAnswer
    partner: OwnPartnerAnswer
    groups: tuple[Group, ...]
    preferences: PreferencesAnswer
