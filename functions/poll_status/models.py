"""What GetAccept's webhooks tell: taken as a hint only, so whatever else they hold is ignored (D11)."""

from pydantic import BaseModel, ConfigDict


class WebhookDocument(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = ""
    external_id: str | None = None


class WebhookRecipient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    email: str | None = None


class WebhookEvent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    event: str = ""
    event_action: str | None = None
    subscription_id: str | None = None
    document: WebhookDocument | None = None
    recipient: WebhookRecipient | None = None
