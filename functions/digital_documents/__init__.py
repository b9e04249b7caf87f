"""What goes out to be signed: sent, listed, cancelled, and ordered once the customer has agreed (D)."""
