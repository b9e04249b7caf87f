"""One folder is one Lambda function."""
