"""Between conversations: my steps, and what I wrote in earlier years."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from samtalerum.dialogues.forms import earlier as earlier_form
from samtalerum.dialogues.forms import following as forms
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def my_steps(request: Request) -> HttpResponse:
    """Every step I agreed on, whatever the conversation; one form saves them all."""
    now = timezone.now()
    today = local_date(now)
    posted = request.POST if request.method == "POST" and "back" not in request.POST else None
    page = forms.my_steps(request.user, posted, at=now, today=today)
    if request.method == "POST" and posted is None:
        forms.put_back(page, request.POST["back"], at=now)
        return redirect(f"{reverse('dialogues:my-steps')}?back=1#done")
    before = forms.states_of(page)
    if posted is not None and forms.save_steps(page, at=now):
        after = forms.states_of(forms.my_steps(request.user, None, at=now, today=today))
        return redirect(f"{reverse('dialogues:my-steps')}?saved=1&was={forms.written(before, after)}#done")
    context = {
        "section": "home",
        "page": page,
        "today": today,
        "now": now,
        "saved": "saved" in request.GET,
        "back": "back" in request.GET,
        "undoing": {"back": was} if forms.to_undo(page, was := request.GET.get("was", "")) else None,
        "wrong": [one.form for one in page.all if one.form.errors] if posted is not None else [],
    }
    return render(request, "dialogues/my_steps.html", context, status=400 if context["wrong"] else 200)


@require_safe
def earlier(request: Request) -> HttpResponse:
    """What I wrote about one thing, in each of my conversations side by side."""
    now = timezone.now()
    page = earlier_form.earlier(request.user, request.GET.get("about", ""), at=now)
    return render(request, "dialogues/earlier.html", {"section": "home", "page": page, "now": now})
