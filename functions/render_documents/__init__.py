"""PDFs of what is agreed: addenda of orders, digital documents, certificates of evidence (C7, D, G)."""
