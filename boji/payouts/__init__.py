"""Pay periods from calculation to pay day: runs, what is locked and paid, and what leaves the house.

Owns where runs are kept and which one counts (`runs`, `opened`), the steps of a pay period (`rules`,
`actions`) and exports. What a run computes is `boji.engine`. `runs` and `export` need no database.
"""
