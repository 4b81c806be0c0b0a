"""From a detector's rules to a strategy's: each exact, assumed, or refused, with the reason. Pure.

A rule goes through four steps: its expression becomes a tree of our conditions (`translation`), questions about `null`
are answered (`nulls`), the defaults of absent variables are put in (`absence`), and the tree is written (`written`).
"""
