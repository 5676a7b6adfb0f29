"""A blueprint's words in a template, in the reader's language.

`{{ item.title|say:side }}` in running text; `{{ item.title|say_plain:side }}` in titles and attributes, where needed
with `{% if item.title|lang_of:side %} lang="{{ item.title|lang_of:side }}"{% endif %}`.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samtalerum.blueprints.schema import Text
from samtalerum.ground.dates import language

register = template.Library()


@register.filter
def say(text: Text | None, side: str = "owner") -> str | SafeString:
    """The words this side reads; in a span with `lang` where the blueprint lacks the reader's language."""
    if not text:
        return ""
    wanted = language()
    words, own = text.for_(side, wanted), text.language(side, wanted)
    return words if own == wanted else format_html('<span lang="{}">{}</span>', own, words)


@register.filter
def say_plain(text: Text | None, side: str = "owner") -> str:
    """The same without markup, for titles and attributes."""
    return text.for_(side, language()) if text else ""


@register.filter
def lang_of(text: Text | None, side: str = "owner") -> str:
    """The language of the words where it is not the page's; empty where it is."""
    own = text.language(side, language()) if text else ""
    return "" if own == language() else own
