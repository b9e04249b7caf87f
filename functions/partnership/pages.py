"""All pages of this function: each module brings its routes along."""

from functions.partnership.portal.routes import portal

__all__ = ["portal"]
