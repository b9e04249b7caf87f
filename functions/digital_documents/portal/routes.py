"""Where the pages of this function register."""

from pathlib import Path

from shared.web.portal import Portal

portal = Portal(Path(__file__).parents[1])
