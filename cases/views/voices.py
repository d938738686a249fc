"""Views of practitioners and families: the lists, recording one, changing and removing it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import require
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import Crumb, under_audit
from cases.models import Case, Voice
from cases.transitions import Refused
from cases.views.ways_back import posted, status_of, under_case
from cases.voice_forms import RemoveVoiceForm, VoiceForm
from cases.voicing import StaleVoice, add_voice, change_voice, remove_voice


@require_safe
def voices(request, audit_id):
    """Of every case of an audit, those of one kind of speaker if it is asked for."""
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    require(request.user, Permission.RECORD_JUDGEMENTS)
    speaker = request.GET.get("speaker", "")
    rows = Voice.objects.visible_to(request.user).kept().filter(case__audit=audit)
    if speaker in Voice.Speaker:
        rows = rows.filter(speaker=speaker)
    context = {
        "audit": audit,
        "voices": rows.select_related("case", "agency", "written_by"),
        "speakers": Voice.Speaker.choices,
        "speaker": speaker,
        "tabs": tabs_for(audit, request.user, "Views"),
        "crumbs": under_audit(audit),
    }
    return render(request, "cases/voices.html", context)


@require_safe
def of_case(request, audit_id, case_id):
    found = _case(request.user, audit_id, case_id)
    rows = found.voices.select_related("case", "agency", "written_by", "removed_by")
    context = {
        "case": found,
        "voices": rows.prefetch_related("history__written_by", "history__agency"),
        "may_change": found.audit.is_open,
        "crumbs": under_case(found.audit, found),
    }
    return render(request, "cases/case_voices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, audit_id, case_id):
    found = _case(request.user, audit_id, case_id)
    form = VoiceForm(posted(request), case=found, reader=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            add_voice(case=found, by=request.user, **form.said)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The view is kept.")
            return redirect("cases:case_voices", audit_id, case_id)
    return _page(request, found, form, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, audit_id, voice_id):
    found = _voice(request.user, audit_id, voice_id)
    form = VoiceForm(posted(request), case=found.case, reader=request.user, voice=found)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found.case, form, voice=found, status=status_of(form))
    version = form.cleaned_data["version"] or 0
    try:
        change_voice(voice=found, version=version, by=request.user, **form.said)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found.case, form, voice=found, status=422)
    except StaleVoice as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.stored.version
        return _page(request, found.case, form, voice=found, theirs=stale.stored, status=409)
    messages.success(request, "The view is changed. What it said before is kept.")
    return redirect("cases:case_voices", audit_id, found.case_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, audit_id, voice_id):
    found = _voice(request.user, audit_id, voice_id)
    form = RemoveVoiceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            remove_voice(voice=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The view is removed, and its words with it.")
            return redirect("cases:case_voices", audit_id, found.case_id)
    context = {
        "voice": found,
        "case": found.case,
        "form": form,
        "crumbs": _under_views(found.case),
    }
    return render(request, "cases/voice_remove.html", context, status=status_of(form))


def _case(user: User, audit_id, case_id) -> Case:
    rows = Case.objects.visible_to(user).select_related("audit")
    found = get_object_or_404(rows, pk=case_id, audit=audit_id)
    require(user, Permission.RECORD_JUDGEMENTS)
    return found


def _voice(user: User, audit_id, voice_id) -> Voice:
    rows = Voice.objects.visible_to(user).kept().select_related("case__audit", "agency")
    return get_object_or_404(rows, pk=voice_id, case__audit=audit_id)


def _page(request, case: Case, form: VoiceForm, *, status: int, voice=None, theirs=None):
    context = {
        "case": case,
        "voice": voice,
        "form": form,
        "theirs": theirs,
        "has_errors": status != 200,
        "may_change": case.audit.is_open,
        "crumbs": _under_views(case),
    }
    return render(request, "cases/voice.html", context, status=status)


def _under_views(case: Case) -> list[Crumb]:
    here = ("Views", reverse("cases:case_voices", args=[case.audit_id, case.pk]))
    return under_case(case.audit, case, here)
