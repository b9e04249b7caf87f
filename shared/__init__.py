"""What two or more functions use; never imports from functions."""
