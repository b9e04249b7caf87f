"""One log line a request, without personal data; metrics as EMF in the same stream."""

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()
