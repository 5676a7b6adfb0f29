"""Tags and filters of every template of ours.

{% icon "lock" %}                      a drawing beside words
{% sayings %}                          what the scripts may have to say
{% privacy %}                          lock, "Only you can read this"
{% privacy shared="Karen" detail=… %}  eye, "Shared with Karen", a second line; sentence=… overrides the words
{% path "before" %}                    before, during, after
{% back url label %}                   the way back above a title
{% saved words for=id %}               the status line of a writing place
{% write id=… name=… value=… questions=… save_url=… revision=… %}foot{% endwrite %}   a writing place
{% undo words url %}                   what happened, with the way back
{% errors form %}                      error summary, first in the page's form
{% day x %} {% moment x at=now %} {% date_year x %}   dates in words inside <time>
x|words  x|words_year  x|clock         the same as plain text
text|paragraphs                        what a person wrote, as paragraphs, escaped
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.shortcuts import resolve_url
from django.template import Context, loader
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from samtalerum.ground import dates
from samtalerum.web import icons

register = template.Library()

When = date | datetime | None


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of samtalerum/web/icons.json."""
    return icons.icon(name)


@register.simple_tag
def sayings() -> SafeString:
    """At the end of every page. Nothing in it depends on who reads but the language, so each is rendered once."""
    return _sayings(get_language())


@cache
def _sayings(_language: str) -> SafeString:
    return loader.render_to_string("web/parts/_sayings.html", {"sign_in": resolve_url(settings.LOGIN_URL)})


@register.filter
def words(when: When) -> str:
    """Wednesday 12 May; nothing for nothing."""
    return dates.day(when) if when else ""


@register.filter
def words_year(when: When) -> str:
    """12 May 2027; nothing for nothing."""
    return dates.day_year(when) if when else ""


@register.filter
def clock(when: datetime | None) -> str:
    """10:42, in Danish and Swedish kl. 10.42; nothing for nothing."""
    return dates.clock(when) if when else ""


@register.filter
def moment_words(when: datetime | None, at: datetime | None = None) -> str:
    """Today, 10:42 if `at` is the same day; else Monday 3 May, 16:20, with the year if that is another."""
    if not when:
        return ""
    parts = {"clock": dates.clock(when)}
    if at and dates.local_date(when) == dates.local_date(at):
        return gettext("today, %(clock)s") % parts
    other_year = at and dates.local_date(when).year != dates.local_date(at).year
    parts["day"] = dates.day_year(when) if other_year else dates.day(when)
    return gettext("%(day)s, %(clock)s") % parts


def _time(when: date | datetime, text: str) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>',
        when.isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat(),
        text,
    )


@register.simple_tag
def day(when: When) -> str:
    """Wednesday 12 May, for people and machines."""
    return _time(when, dates.day(when)) if when else ""


@register.simple_tag
def date_year(when: When) -> str:
    """12 May 2027, for people and machines."""
    return _time(when, dates.day_year(when)) if when else ""


@register.simple_tag
def moment(when: datetime | None, at: datetime | None = None) -> str:
    """Today, 10:42 or Monday 3 May, 16:20, for people and machines."""
    return _time(when, moment_words(when, at)) if when else ""


@register.filter
def paragraphs(text: str | None) -> SafeString:
    """An empty line ends a paragraph, a line end is a line end, and nothing a person writes is markup."""
    return SafeString(linebreaks(text, autoescape=True)) if text else SafeString("")


@register.inclusion_tag("web/parts/_privacy.html")
def privacy(
    *,
    shared: Any = "",
    detail: str = "",
    sentence: str = "",
    id: str = "",  # noqa: A002
    focus: Any = False,
) -> dict[str, Any]:
    """`shared` is the name of whoever can read it, or anything true together with `sentence`."""
    return {"shared": shared, "detail": detail, "sentence": sentence, "id": id, "focus": focus}


@register.inclusion_tag("web/parts/_path.html")
def path(at: str = "") -> dict[str, str]:
    """Before, during, after."""
    return {"at": at}


@register.inclusion_tag("web/parts/_back.html")
def back(url: str, label: str) -> dict[str, str]:
    """The way back above a title."""
    return {"url": url, "label": label}


@register.inclusion_tag("web/parts/_saved.html")
def saved(text: str = "", **where: str) -> dict[str, str]:
    """`for` names the writing place that this line speaks about."""
    return {"words": text, "for": where.get("for", "")}


@register.inclusion_tag("web/parts/_undo.html", takes_context=True)
def undo(context: Context, text: str, url: str = "", label: str = "", hidden: Any = None) -> dict[str, Any]:
    """What happened, and the way back."""
    return {"words": text, "url": url, "label": label, "hidden": hidden or {}, "csrf_token": context.get("csrf_token")}


@register.simple_block_tag
def write(
    content: str,
    *,
    id: str,  # noqa: A002
    name: str,
    value: str | None = "",
    questions: str | Sequence[str] = (),
    hint: str = "",
    rows: int = 5,
    shared: Any = False,
    readonly: Any = False,
    save_url: str = "",
    revision: int = 0,
    client: str = "",
    error: str = "",
    lang: str = "",
    maxlength: int = 0,
) -> SafeString:
    """A writing place; what stands between the tags is its foot (buttons).

    Without script the form sends `name`, `revision-NAME` and `client-NAME`; saving.js sends text, revision and client.
    """
    ids = [f"{id}-hint"] * bool(hint) + [f"{id}-error"] * bool(error)
    context = {
        "id": id,
        "name": name,
        "value": value or "",
        "questions": [questions] if isinstance(questions, str) else questions,
        "hint": hint,
        "rows": rows,
        "shared": shared,
        "readonly": readonly,
        "save_url": save_url,
        "revision": revision,
        "revision_name": f"revision-{name}",
        "client": client,
        "client_name": f"client-{name}",
        "error": error,
        "lang": lang,
        "maxlength": maxlength,
        "described": " ".join(ids),
        "foot": SafeString(content.strip()),
    }
    return SafeString(loader.render_to_string("web/parts/_write.html", context))


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; without a target it belongs to the form as a whole."""

    words: str
    target: str


def _about(field: Any, text: str) -> str:
    """The summary stands away from the field, so it says which one it speaks of."""
    return gettext("%(field)s: %(problem)s") % {"field": field.label, "problem": text} if field.label else text


@register.simple_tag
def problems(form: Any = None, forms: Any = None) -> list[Problem]:
    """Everything wrong with a form, or with several, in the order of their fields."""
    found = []
    for one in [*([form] if form else []), *(forms or [])]:
        found += [Problem(words, "") for words in one.non_field_errors()]
        for field in one:
            target = field.auto_id + "_0" if field.use_fieldset and field.kind == "choices" else field.auto_id
            found += [Problem(_about(field, words), target) for words in field.errors]
    return found


@register.inclusion_tag("web/parts/_errors.html")
def errors(form: Any = None, forms: Any = None, heading: str = "") -> dict[str, Any]:
    """The error summary: nothing unless something is wrong."""
    return {"form": form, "forms": forms, "heading": heading}
