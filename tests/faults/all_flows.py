"""Every flow there is; importing their modules puts them into the table."""

from tests.faults import flows_of_confirmations, flows_of_documents, flows_of_orders, flows_of_partners
from tests.faults.flows import FLOWS

__all__ = ["FLOWS", "MODULES"]

MODULES = (flows_of_confirmations, flows_of_documents, flows_of_orders, flows_of_partners)
