"""Plans on their way: drafts, publishing, which one is in force, and who knows of it.

Owns drafts with their history, publications, and acknowledgements. What a plan says is `boji.engine.plan`.
`publishing` needs no database: a workspace alone can be published to and computed.
"""
