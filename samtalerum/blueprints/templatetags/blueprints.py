"""A blueprint's words in a template, in the reader's language: {{ item.title|say:side }}."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samtalerum.blueprints.schema import Text
from samtalerum.ground.dates import language

register = template.Library()


@register.filter
def say(text: Text, side: str = "owner") -> str | SafeString:
    """The words this side reads; in a span with `lang` where the blueprint lacks the reader's language."""
    if not text:
        return ""
    words = text.for_(side, language())
    own = text.language(side, language())
    return words if own == language() else format_html('<span lang="{}">{}</span>', own, words)


@register.filter
def say_plain(text: Text, side: str = "owner") -> str:
    """The same without markup, for titles and attributes."""
    return text.for_(side, language()) if text else ""
