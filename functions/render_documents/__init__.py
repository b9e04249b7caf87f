"""PDFs of what is agreed: addenda of orders, and digital documents (C7, D)."""
