"""Draws the gate's pages from `templates/`. Whatever a person typed is shown as text."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from store import cabinet, synced
from store.idle import IDLE
from store.organisation import provider

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["idle_minutes"] = IDLE.seconds // 60
_templates.globals["provider"] = provider
_templates.globals["is_locked"] = lambda: cabinet.active() is None
_templates.globals["is_a_file"] = lambda: cabinet.database_url() is None
_templates.globals["warning"] = lambda: synced.warning(cabinet.default_home())


def page(template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page `template`, without its ending, with what is `shown` on it."""
    shown = {"problems": {}, "trouble": "", "to": "", "why": "", **shown}
    return HTMLResponse(_templates.get_template(f"{template}.html").render(shown), status_code=status)


def error_page(heading: str, text: str, *, status: int = 500) -> HTMLResponse:
    """A plain page that says what happened and what to do."""
    return page("error", status=status, heading=heading, text=text)
