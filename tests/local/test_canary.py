"""What looks through the logs finds what is planted there, and nothing else."""

import pytest

from tests.support.canary import leaks

TOKEN = "AbCdEf-_" * 9
QUIET = """{"level":"INFO","message":"message","timestamp":"2026-11-22 09:04:09,574+0000",
"route":"GET /approve/{token}","message_id":"usr_01M817YQY1SFNFMBMMSWQX2HFH-user_invitation-1",
"xray_trace_id":"1-6b02aff7-dcb06e44845bc68b4ca61a91","partner_id":"par_01M817YPH62B88JFGVS1ZVZ5W1",
"detail":"32d501ef-2d3c-469a-844a-afc443bef992@email.amazonses.com"}"""


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"to": "anna.ek@kund.example"}', id="an-address"),
        pytest.param("refused: anna.ek@kund.example", id="an-address-in-plain-words"),
        pytest.param('{"detail": ["x", {"why": "anna.ek@kund.example is taken"}]}', id="an-address-within"),
        pytest.param('{"token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"}', id="a-token-of-the-user-pool"),
        pytest.param('{"path": "/sign/AbCdEfGhIjKlMnOpQrStUvWx"}', id="the-secret-of-a-link"),
        pytest.param('{"path": "/webhooks/getaccept/AbCdEfGhIjKlMnOpQrStUvWx"}', id="the-secret-of-a-webhook"),
        pytest.param(f'{{"form": "{TOKEN}"}}', id="a-sealed-token"),
        pytest.param('{"phone": "+46701234567"}', id="a-phone-number"),
        pytest.param('{"headers": "__Host-session=abc"}', id="a-cookie"),
        pytest.param('{"who": "Märta Öberg"}', id="a-name"),
        pytest.param('{"who": "M\\u00e4rta \\u00d6berg"}', id="a-name-that-was-escaped"),
        pytest.param("'name': 'Märta Öberg accepted'", id="a-name-within"),
        pytest.param('{"typed": "correct horse battery"}', id="a-password"),
    ],
)
def test_what_is_planted_is_found(line: str) -> None:
    assert leaks([QUIET, line], names=["Märta Öberg"], secrets=["correct horse battery"])


def test_an_ordinary_line_says_nothing() -> None:
    assert leaks([QUIET], names=["Märta Öberg"], secrets=["correct horse battery"]) == []
