"""A picture is written so that GitHub draws it, the same however its parts were found."""

from fraudctl.graph.picture import Arrow, Node, Picture, Shape, mermaid

A = Node(key="Table/a", label=("a", "Table"), shape=Shape.STORE, group=("outer", "inner"))
B = Node(key="Queue/b-c", label=('the "b"',), shape=Shape.QUEUE)
ARROWS = [
    Arrow(source="Table/a", target="Queue/b-c", label="says"),
    Arrow(source="Queue/b-c", target="Table/a", dotted=True),
]


def test_nodes_stand_in_their_groups_with_quoted_labels_and_plain_ids() -> None:
    assert mermaid(Picture(nodes=[A, B], arrows=ARROWS)).splitlines() == [
        "flowchart LR",
        '  Queue_b_c[["the #quot;b#quot;"]]',
        '  subgraph group_outer["outer"]',
        '    subgraph group_outer_inner["inner"]',
        '      Table_a[("a<br/>Table")]',
        "    end",
        "  end",
        "  Queue_b_c -.-> Table_a",
        '  Table_a -->|"says"| Queue_b_c',
    ]


def test_the_order_of_the_parts_makes_no_difference() -> None:
    assert mermaid(Picture(nodes=[A, B], arrows=ARROWS)) == mermaid(Picture(nodes=[B, A], arrows=ARROWS[::-1]))
