"""What talks to AWS stands behind the ports, here."""
