"""Who may sign in and do what, and the trail of what was done: pages, actions and commands about accounts.

Owns making, changing and closing accounts, steps on them that a second person confirms, one's own profile,
and reading the audit trail. What a role may do is in `boji.platform.roles`; how one signs in, in
`boji.platform.sign_in`.
"""
