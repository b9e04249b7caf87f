"""What belongs to no capability: static files, the API's documentation, whether we are up."""
