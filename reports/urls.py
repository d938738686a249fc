from django.urls import path

from reports.views import briefings, figures

app_name = "reports"

urlpatterns = [
    path("briefings/", briefings.briefings, name="briefings"),
    path("briefings/<uuid:briefing_id>/", briefings.briefing, name="briefing"),
    path("audits/<uuid:audit_id>/briefings/", briefings.audit_briefings, name="audit_briefings"),
    path("audits/<uuid:audit_id>/figures/", figures.figures, name="figures"),
    path(
        "audits/<uuid:audit_id>/figures/<slug:measure_key>/", figures.behind, name="answers_behind"
    ),
]
