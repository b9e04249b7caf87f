"""What GetAccept writes to the recipient in our name, in the recipient's language."""

from shared.domain.digital_document import DigitalDocument
from shared.domain.locale import Locale

INVITATION = {
    Locale.ENGLISH: "{partner} asks you to read and sign “{title}”.",
    Locale.SWEDISH: "{partner} ber dig att läsa och underteckna ”{title}”.",
}
REMINDER = {
    Locale.ENGLISH: "{partner} is still waiting for your answer to “{title}”.",
    Locale.SWEDISH: "{partner} väntar fortfarande på ditt svar på ”{title}”.",
}


def invitation_to(document: DigitalDocument) -> str:
    return _worded(INVITATION, document)


def reminder_of(document: DigitalDocument) -> str:
    return _worded(REMINDER, document)


def _worded(words: dict[Locale, str], document: DigitalDocument) -> str:
    return words[document.recipient.locale].format(partner=document.partner_name, title=document.title)
