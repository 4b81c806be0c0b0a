"""The fault campaign: `python -m chaos` or `make faults`.

It runs a whole stack on the embedded AWS, breaks what can break, and checks that every promise of the API is kept.

`kinds` lists the kinds of trouble; for each, `traffic` is what is sent and `faults` is what is broken, by a `proxy` on
the wire. The `ledger` records what each client was told, and `verdict` compares it with the final state of tables and
queues. `campaign` runs one phase after the other on a `stack`: `phase_traffic` sends, `recovery` follows, and `report`
sums up.
"""
