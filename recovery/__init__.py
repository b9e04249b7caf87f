"""What operators run after something was lost: docs/operations.md says when."""
