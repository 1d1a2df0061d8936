"""Tokens: with what a program calls the HTTP API in the name of an account.

Owns making, confirming, using and revoking them, and their scopes. What an account may do is in
`boji.platform.roles`; what is called with a token, in `boji.api`.
"""
