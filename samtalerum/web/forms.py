"""How every form looks: `{{ form.name.as_field_group }}` renders web/forms/field.html."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates

# What people write at length is set in serif, on ruled paper.
PAPER = "st-paper"


class Field(forms.BoundField):
    """A field whose control wears Designsystemet's class, unless the form gave it one of its own."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden and "class" not in widget.attrs and "class" not in built:
            built["class"] = PAPER if isinstance(widget, forms.Textarea) else "ds-input"
        return built

    @property
    def kind(self) -> str:
        """What the template makes of it: choices, check, paper or plain."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "paper" if isinstance(widget, forms.Textarea) else "plain"


class Renderer(DjangoTemplates):
    """Django's, with our templates for a field and a form."""

    field_template_name = "web/forms/field.html"
    form_template_name = "web/forms/form.html"
    bound_field_class = Field
