"""The storefront as pages, for the people of a customer (B17); the modules that use `portal` bring their routes."""

from pathlib import Path

from shared.web.portal import Portal

CATALOGUE = "/portal/storefront"
REVIEW = f"{CATALOGUE}/review"
ORDERS = f"{CATALOGUE}/orders"

ROWS = 25

portal = Portal(Path(__file__).parent)
