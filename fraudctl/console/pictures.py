"""Pictures in a page: panels of `fraudctl.charts`, which take the colours of the page's style."""

from markupsafe import Markup

from fraudctl.charts.panel import HEIGHT, WIDTH
from fraudctl.charts.picture import Drawn
from fraudctl.charts.svg import element, escaped


def picture(title: str, description: str, *panels: Drawn) -> Markup:
    """Return panels below each other as an SVG element, which says in words what it shows to who does not see it."""
    parts = [element("title", escaped(title)), element("desc", escaped(description))]
    parts += [panel.draw(0, place * HEIGHT) for place, panel in enumerate(panels)]
    return Markup(  # noqa: S704 -- `escaped` did what came from outside
        element(
            "svg",
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            class_="chart",
            role="img",
            viewBox=f"0 0 {WIDTH} {HEIGHT * max(1, len(panels))}",
            aria_label=escaped(f"{title}: {description}"),
        )
    )
