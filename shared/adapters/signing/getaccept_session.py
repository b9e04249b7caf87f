"""An account at GetAccept over HTTP: signed in once for as long as that lasts, patient when it is told to be.

What GetAccept says is never taken on trust: an answer is no larger than we expect, leads nowhere else, and is what we
asked for. Whatever it is otherwise, and whatever kept it from coming, is a refusal of ours.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import ceil
from typing import Any, Protocol
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from shared.adapters.signing import getaccept_answers as answers
from shared.domain.signing import CredentialsRefused, DocumentRefused, ProviderUnavailable, UnknownToProvider
from shared.domain.signing_credentials import SigningCredentials
from shared.ports import Clock, RandomBytes

TIMEOUT = Timeout(connect=2, read=10)
MOST_JSON = 5 * 1024 * 1024
MOST_FILE = 25 * 1024 * 1024

REPEATS = 2
LONGEST_WAIT = 2.0
"""In seconds: what takes longer is for the next visit."""
FIRST_WAIT = 0.25
LONGEST_PATIENCE = 3600
"""No word of GetAccept's keeps us away for longer, in seconds."""
EARLY = timedelta(minutes=5)
"""How long before its end a token is renewed; a short-lived one in its last fifth."""

REFUSED = frozenset({400, 405, 406, 409, 410, 411, 413, 415, 422})
CREDENTIALS = "GetAccept refuses the email address and the password. Put them right in the settings."


class ReadCredentials(Protocol):
    def __call__(self, *, fresh: bool) -> SigningCredentials:
        """Of this account; `fresh`: as they stand at this moment. Raises CredentialsRefused where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    value: str
    renew_at: datetime
    expires_at: datetime


@dataclass(slots=True)
class Standing:
    """How an account stands with GetAccept: its token, and until when it may not ask."""

    token: Token | None = None
    closed_until: datetime | None = None


type Standings = dict[tuple[str, SigningCredentials], Standing]
"""Of all accounts, for as long as a process lives. Whoever knows the password of an account may use its token."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str]


class CallFailed(ProviderUnavailable):
    """`may_be_done`: GetAccept may have heeded the call all the same. `again`: it may well work in a moment."""

    code = ProviderUnavailable.code

    def __init__(self, detail: str, retry_after: int | None = None, *, may_be_done: bool, again: bool) -> None:
        super().__init__(detail, retry_after)
        self.may_be_done = may_be_done
        self.again = again


class GetAcceptSession:
    """`calls` counts what was asked of GetAccept."""

    def __init__(
        self,
        base_url: str,
        credentials: ReadCredentials,
        *,
        pool: PoolManager,
        standings: Standings,
        now: Clock,
        random_bytes: RandomBytes,
        sleep: Callable[[float], None],
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.calls = 0
        self._read_credentials = credentials
        self._pool = pool
        self._standings = standings
        self._now = now
        self._random_bytes = random_bytes
        self._sleep = sleep

    def get[T](self, answer: TypeAdapter[T], path: str, query: Mapping[str, str | int] | None = None) -> T:
        """Raises ProviderUnavailable, CredentialsRefused, UnknownToProvider."""
        return read(answer, self.send("GET", f"{path}?{urlencode(query)}" if query else path))

    def post[T](self, answer: TypeAdapter[T], path: str, body: dict[str, Any]) -> T:
        """Raises ProviderUnavailable, CredentialsRefused, DocumentRefused, UnknownToProvider."""
        return read(answer, self.send("POST", path, body))

    def send(self, method: str, path: str, body: dict[str, Any] | None = None, *, most: int = MOST_JSON) -> Reply:
        """Only what asks, and does nothing, is repeated; and only when that doesn't take long."""
        attempt = 0
        while True:
            try:
                return self._authorized(method, path, body, most)
            except CallFailed as failure:
                wait = self._wait(failure, attempt)
                if method != "GET" or attempt == REPEATS or not failure.again or wait >= LONGEST_WAIT:
                    raise
            self._sleep(wait)
            attempt += 1

    def fetch(self, url: str) -> bytes:
        """A file elsewhere, which learns nothing of our account."""
        reply = self._exchange("GET", url, {}, None, MOST_FILE)
        if reply.status != HTTPStatus.OK:
            raise _unexpected(reply)
        return reply.body

    def authenticate(self) -> None:
        """Show the credentials anew. When they are refused, somebody may have put them right meanwhile.

        Raises ProviderUnavailable, CredentialsRefused.
        """
        credentials = self._read_credentials(fresh=False)
        try:
            self._authenticate(credentials)
        except CredentialsRefused:
            present = self._read_credentials(fresh=True)
            if present == credentials:
                raise
            self._authenticate(present)

    @property
    def _standing(self) -> Standing:
        return self._standing_of(self._read_credentials(fresh=False))

    def _standing_of(self, credentials: SigningCredentials) -> Standing:
        return self._standings.setdefault((self.base_url, credentials), Standing())

    def _authorized(self, method: str, path: str, body: dict[str, Any] | None, most: int) -> Reply:
        for _ in range(2):
            token = self._token()
            reply = self._ask(method, path, body, most, token)
            if reply.status != HTTPStatus.UNAUTHORIZED:
                return _heeded(method, path, reply)
            self._standing.token = None
        raise CredentialsRefused(CREDENTIALS)

    def _token(self) -> Token:
        standing, now = self._standing, self._now()
        if standing.token is None or now >= standing.token.expires_at:
            self.authenticate()
            standing = self._standing
        elif now >= standing.token.renew_at:
            self._renew(standing, standing.token)
        assert standing.token is not None  # noqa: S101 - for the type checker
        return standing.token

    def _renew(self, standing: Standing, token: Token) -> None:
        try:
            reply = self._ask("GET", "/refresh", None, MOST_JSON, token)
            if reply.status == HTTPStatus.OK:
                standing.token = self._token_of(reply)
                return
        except CallFailed:
            return  # the one that we have is still good
        self.authenticate()

    def _authenticate(self, credentials: SigningCredentials) -> None:
        standing = self._standing_of(credentials)
        standing.token = None
        shown = {"email": credentials.email, "password": credentials.password}
        entity = {"entity_id": credentials.entity_id} if credentials.entity_id else {}
        reply = self._ask("POST", "/auth", shown | entity, MOST_JSON, None, standing)
        if reply.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise CredentialsRefused(CREDENTIALS)
        standing.token = self._token_of(_heeded("POST", "/auth", reply))

    def _token_of(self, reply: Reply) -> Token:
        told = read(answers.token, reply)
        now, lifetime = self._now(), timedelta(seconds=min(told.expires_in, 10 * 365 * 24 * 3600))
        early = min(EARLY, lifetime / 5)
        return Token(value=told.access_token, renew_at=now + lifetime - early, expires_at=now + lifetime)

    def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        most: int,
        token: Token | None,
        standing: Standing | None = None,
    ) -> Reply:
        standing = standing or self._standing
        self._wait_for_opening(standing)
        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.value}"
        reply = self._exchange(method, f"{self.base_url}{path}", headers, body, most)
        patience = self._patience(reply)
        if patience is not None and (reply.status == HTTPStatus.TOO_MANY_REQUESTS or _is_last(reply)):
            standing.closed_until = self._now() + timedelta(seconds=patience)
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise CallFailed("GetAccept is asked too often.", patience, may_be_done=False, again=True)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise CallFailed("GetAccept can't answer now.", patience, may_be_done=True, again=True)
        return reply

    def _wait_for_opening(self, standing: Standing) -> None:
        wait = (standing.closed_until - self._now()).total_seconds() if standing.closed_until else 0
        if wait >= LONGEST_WAIT:
            raise CallFailed("GetAccept is asked too often.", ceil(wait), may_be_done=False, again=False)
        if wait > 0:
            self._sleep(wait)
        standing.closed_until = None

    def _exchange(
        self, method: str, url: str, headers: dict[str, str], body: dict[str, Any] | None, most: int
    ) -> Reply:
        self.calls += 1
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers = {**headers, "Content-Type": "application/json"}
        try:
            response = self._pool.request(
                method,
                url,
                body=content,
                headers=headers,
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=TIMEOUT,
            )
            try:
                read = response.read(most + 1)
            except HTTPError:
                response.close()
                raise
        except HTTPError as error:
            raise _failure(error) from error
        if len(read) > most:
            response.close()
            raise CallFailed("GetAccept's answer is too large.", may_be_done=True, again=False)
        response.release_conn()
        return Reply(response.status, response.headers.get("Content-Type", ""), read, response.headers)

    def _patience(self, reply: Reply) -> int | None:
        """For how many seconds GetAccept wants to be left alone, or counts anew, where it says so."""
        for name in ("Retry-After", "X-Rate-Limit-Reset"):
            seconds = self._seconds(reply.headers.get(name, ""))
            if seconds is not None:
                return max(0, min(seconds, LONGEST_PATIENCE))
        return None

    def _seconds(self, value: str) -> int | None:
        """Said as a number of seconds, or as a time."""
        if value.strip().isdecimal():
            return int(value) if len(value) < 10 else int(value[:15]) - int(self._now().timestamp())
        try:
            return ceil((parsedate_to_datetime(value) - self._now()).total_seconds())
        except (TypeError, ValueError):
            return None

    def _wait(self, failure: CallFailed, attempt: int) -> float:
        if failure.retry_after is not None:
            return failure.retry_after
        jitter = int.from_bytes(self._random_bytes(2)) / 0xFFFF
        return FIRST_WAIT * 2.0**attempt * (0.5 + jitter / 2)


def _is_last(reply: Reply) -> bool:
    """No further call is allowed for now."""
    return reply.headers.get("X-Rate-Limit-Remaining", "").strip() == "0"


def _failure(error: HTTPError) -> CallFailed:
    if isinstance(error, NewConnectionError | ConnectTimeoutError):
        again = not isinstance(error, ConnectTimeoutError)
        return CallFailed("GetAccept can't be reached.", may_be_done=False, again=again)
    if isinstance(error, ReadTimeoutError):
        return CallFailed("GetAccept takes too long.", may_be_done=True, again=False)
    return CallFailed("The connection to GetAccept broke.", may_be_done=True, again=True)


def _heeded(method: str, path: str, reply: Reply) -> Reply:
    """Raises ProviderUnavailable, CredentialsRefused, DocumentRefused, UnknownToProvider."""
    if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return reply
    if path.startswith("/documents/") and reply.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
        raise UnknownToProvider("GetAccept has no such document for this account.")
    if reply.status == HTTPStatus.FORBIDDEN:
        raise CredentialsRefused("GetAccept doesn't allow this user to do that. Choose another one in the settings.")
    if method == "POST" and reply.status in REFUSED:
        raise DocumentRefused(_said(reply) or "GetAccept doesn't take it.")
    raise _unexpected(reply)


def _said(reply: Reply) -> str:
    try:
        refusal = answers.refusal.validate_json(reply.body)
    except ValidationError:
        return ""
    return answers.plain(refusal.description or refusal.error or "", 300)


def _unexpected(reply: Reply) -> CallFailed:
    return CallFailed(f"GetAccept answers in an unexpected way ({reply.status}).", may_be_done=True, again=False)


def read[T](answer: TypeAdapter[T], reply: Reply) -> T:
    """Raises CallFailed."""
    try:
        if "json" in reply.content_type.lower():
            return answer.validate_json(reply.body)
    except ValidationError:
        pass  # its message quotes what was sent
    raise _unreadable()


def _unreadable() -> CallFailed:
    return CallFailed("GetAccept's answer can't be read.", may_be_done=True, again=False)
