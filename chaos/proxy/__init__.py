"""The proxy between the embedded AWS and its callers: how calls are broken, on the wire.

`connections` read and write `messages`, `forwarding` passes them on, and in `fault_proxy` a fault decides over an
`exchange`. `operations` names what a request asks of AWS; `signing` signs one whose body a fault has changed.
"""
