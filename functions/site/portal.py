"""The pages of the portal that belong to no capability: ways in and out, home, preferences, and what isn't there."""

from pathlib import Path

from shared.web.portal import Portal

FOLDER = Path(__file__).parent

portal = Portal(FOLDER)
