"""All pages of this function: each module brings its routes along."""

from functions.partnership.portal import action_pages, card_page, list_page, wizard_pages  # noqa: F401
from functions.partnership.portal.routes import portal

__all__ = ["portal"]
