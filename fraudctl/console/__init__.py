"""The analyst's console: pages on this machine that read and change a stack by its API and tables.

A room of the console is a package here with a `ROOM` in its `room.py`, which `app.ROOMS` lists:

    from fraudctl.console.asked import Asked
    from fraudctl.console.room import Room, action, page

    def show(asked: Asked) -> Response:
        return asked.page("strategies/strategies.html", strategies=...)

    def deploy(asked: Asked) -> Response:
        asked.console.target  # and .api, .cache, .now(), .together(): see context.Console
        return asked.go("/strategies")

    routes = (page("/strategies", show), action("/strategies", deploy))
    ROOM = Room(title="Strategy", address="/strategies", routes=routes)

- Views are plain functions, run in threads, so they may wait for AWS. `asked.query` and `asked.form` are dicts of
  text.
- A room without a title stands in no navigation. Templates lie beside the code, named from this folder on
  ("strategies/strategies.html"); they extend "base.html" (blocks `title` and `main`; `{% set room = "/strategies"
  %}` for the navigation) and use the macros in "parts.html". Everything is escaped. Filters for what comes from
  outside: `whole`, `short`, `moment`, `age`, `words` (see showing.py). No style and no script may stand in a
  template (the CSP forbids both).
- What a view raises of `trouble.FAILURES` becomes a page that says what happened and what to do, and on which all
  that a form had is typed already: a view that has nothing better needs no `except`. One that has calls
  `trouble_of(error, asked.console)` and gives it to the macro `trouble` of "parts.html" in its own template, with
  `asked.form`.
- The script watches elements with `data-refresh="/address"`: every few seconds it fetches that address, which
  answers with a fragment, and replaces those children (by `id`) whose text changed. `data-retry` on an element
  reloads the page once its address answers again; the element with `data-focus` has the focus at first. Times are
  `<time datetime>`, which the script shows in the viewer's zone.
- The style has classes `card`, `grid`, `table`, `outcome`, `trouble`, `note`, `empty`, `quiet`, `primary`,
  `danger`, `button`, `scroll` (around a wide table). `pictures.picture(title, description, *panels)` makes an SVG
  of the panels of `fraudctl.charts` without a style of its own; `Picture.svg()` has one, which the CSP forbids
  here.
"""
