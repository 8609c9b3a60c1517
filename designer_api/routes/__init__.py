"""The API for programs (/api/v1): the same acts as the pages, in JSON."""
