"""The people of the company, as the facts know them: who they are on a day, and in which team.

Owns reading people for pages and guards. How they come in is `boji.intake`.
"""
