from django.urls import path

from cases.views import answering, auditing, audits, identity, moving, reviewing

app_name = "cases"

urlpatterns = [
    path("returns/", auditing.my_returns, name="my_returns"),
    path("returns/<uuid:return_id>/", auditing.audit_return, name="return"),
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/", answering.section, name="section"
    ),
    path("returns/<uuid:return_id>/check/", auditing.check, name="check"),
    path("returns/<uuid:return_id>/identity/", identity.identity, name="identity"),
    path("agency/", reviewing.agency, name="agency"),
    path("audits/<uuid:audit_id>/", audits.audit, name="audit"),
    path("audits/<uuid:audit_id>/tool/", moving.audit_tool, name="audit_tool"),
    path("audits/<uuid:audit_id>/cases/<uuid:case_id>/", audits.case, name="case"),
    path("involvements/<uuid:involvement_id>/", reviewing.involvement, name="involvement"),
    path(
        "involvements/<uuid:involvement_id>/identity/",
        identity.identity_to_confirm,
        name="involvement_identity",
    ),
    path("returns/<uuid:return_id>/review/", reviewing.review, name="review"),
    path("returns/<uuid:return_id>/approve/", reviewing.approve, name="approve"),
    path("returns/<uuid:return_id>/send-back/", reviewing.send_back, name="send_back"),
    path("returns/<uuid:return_id>/assign/", reviewing.assign, name="assign"),
]
