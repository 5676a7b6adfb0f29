"""What a coach takes out: the log of hours; and what those who keep the desk read of the evaluation."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samtalerum.blueprints import editions
from samtalerum.coaching import safe_numbers
from samtalerum.coaching.doors import coordinators_only
from samtalerum.coaching.forms import hours as forms
from samtalerum.coaching.models import Coach, EvaluationCount
from samtalerum.dialogues.phases import Kind
from samtalerum.ground.dates import local_date
from samtalerum.ground.requests import Request
from samtalerum.web.sheets import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def hours(request: Request) -> HttpResponse:
    """The lines of a period, on the page. Whoever has coached keeps the own log after the last course, too,
    and where nothing new begins."""
    coach = _coach(request)
    form = forms.PeriodForm(request.GET if {"starts", "ends"} & request.GET.keys() else {})
    return render(request, "coaching/hours.html", {"section": "desk", "form": form, "log": forms.log(coach, form)})


@require_safe
def hours_file(request: Request, name: str) -> HttpResponse:
    """The same as a file: `clients.csv`, `meetings.csv`, or `hours.xlsx` with both."""
    found = forms.log(_coach(request), forms.PeriodForm(request.GET))
    if name == "clients.csv":
        answer = HttpResponse(as_csv(forms.client_rows(found)), content_type="text/csv; charset=utf-8")
    elif name == "meetings.csv":
        answer = HttpResponse(as_csv(forms.meeting_rows(found)), content_type="text/csv; charset=utf-8")
    elif name == "hours.xlsx":
        sheets = [(_("Clients"), forms.client_rows(found)), (_("Meetings"), forms.meeting_rows(found))]
        answer = HttpResponse(as_xlsx(sheets), content_type=XLSX)
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@coordinators_only
@require_safe
def evaluation(request: Request) -> HttpResponse:
    """The sums of whole years; coaching/safe_numbers.py says which."""
    asked = editions.current_of_kind(Kind.COACHING).coaching.evaluation
    scales = {one.key: one.scale for one in asked}
    sums = EvaluationCount.objects.values_list("year", "question", "value", "count")
    this_year = local_date(timezone.now()).year
    years = safe_numbers.released(sums, scales=scales, this_year=this_year)
    shown = [
        (one.year, [(q, list(one.figures[q.key].items())) for q in asked if q.key in one.figures]) for one in years
    ]
    return render(request, "coaching/evaluation.html", {"section": "desk", "years": shown, "this_year": this_year})


def _coach(request: Request) -> Coach:
    found = Coach.objects.filter(pk=request.user.pk).first()
    if found is None:
        raise Http404
    return found
