"""The HTTP API: what pages and commands do, for programs, under /api/v1/.

Owns addresses, tokens at the door, the form of answers and refusals, keys that make a POST happen once, and
the description in OpenAPI. What is done is done by the actions and queries of the capabilities; figures have
the forms that the command line prints with --json.
"""
