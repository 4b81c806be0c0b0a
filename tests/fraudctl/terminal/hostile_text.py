"""Texts that try to control a terminal or to forge rows of output."""

from hypothesis import strategies as st

from handlers.contract.invisible import is_hidden

FORGED = "\x1b[2J\r\n+0 ms  alerts  \u202enone\u2028\x9b1m\t[/nope] [red]x[/] :smile: \\[b]"
texts = st.text(
    st.one_of(st.sampled_from(FORGED + "\x7f\u200b\ud800\U000e0041"), st.characters()), min_size=1, max_size=30
)


def hidden(text: str) -> set[str]:
    """Return the characters of an output that a reader does not see, line feeds left out."""
    return set(filter(is_hidden, text)) - {"\n"}
