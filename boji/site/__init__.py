"""The web site: settings, addresses, navigation, theme and templates that all pages share.

Owns how the parts are put together. What a page shows and does is in the app of its subject.
"""
